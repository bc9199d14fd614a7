import type { Lease } from '../connection.js';
import { requireDomainName } from '../statements.js';
import { readMigrations } from './files.js';
import type { DomainSource, Migration } from './files.js';
import { pendingMigrations } from './history.js';
import type { AppliedMigration } from './history.js';
import { overOwner } from './over-owner.js';
import { createRoles, grantRoles } from './roles.js';

export interface MigrateOptions {
  /** The schema owner's URL. It needs CREATEROLE, unless the domain's roles are there already. */
  readonly url: string;
  readonly domain: DomainSource;
  /** The login that the application runs as. */
  readonly appRole: string;
}

/** Brings a PostgreSQL database to the package's version. Answers the names of the migrations that it ran. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const name = requireDomainName(options.domain.name);
  return overOwner(options.url, name, (lease) => migrateOver(lease, options.domain, options.appRole));
}

/** The user of a connection URL: whom `DATABASE_URL` runs as. */
export function loginOf(url: string): string {
  const login = decodeURIComponent(new URL(url).username);
  if (login === '') throw new Error('The database URL names no user.');
  return login;
}

/** Under a lock of its own, so that two replicas that migrate at once do it one after the other. */
export async function migrateOver(
  lease: Lease,
  domain: DomainSource,
  appRole: string | null,
): Promise<readonly string[]> {
  const name = requireDomainName(domain.name);
  const files = readMigrations(domain);
  await lease.query('select pg_advisory_lock(hashtext($1))', [`bailiwick.migrate.${name}`]);
  try {
    await prepareSchema(lease, name);
    if (appRole !== null) await grantRoles(lease, name, appRole);
    const pending = pendingMigrations(name, files, await readApplied(lease, name));
    for (const migration of pending) await apply(lease, name, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await lease.query('select pg_advisory_unlock(hashtext($1))', [`bailiwick.migrate.${name}`]).catch(() => undefined);
  }
}

async function prepareSchema(lease: Lease, name: string): Promise<void> {
  await lease.query(`create schema if not exists ${name}`);
  await createRoles(lease, name);
  await lease.query(
    `create table if not exists ${name}.migration_history (
       origin text not null, name text not null, checksum text not null, applied_at timestamptz not null default now(),
       primary key (origin, name))`,
  );
  await lease.query(
    `comment on table ${name}.migration_history is 'Shared by all tenants: which migrations were applied'`,
  );
  await lease.query(`grant select on ${name}.migration_history to ${name}_declare`);
}

async function readApplied(lease: Lease, name: string): Promise<readonly AppliedMigration[]> {
  const { rows } = await lease.query(`select origin, name, checksum from ${name}.migration_history`);
  return rows.map((row) => ({
    origin: String(row['origin']),
    name: String(row['name']),
    checksum: String(row['checksum']),
  }));
}

/** One file is one transaction: it is applied and remembered, or neither. */
async function apply(lease: Lease, schema: string, { origin, name, checksum, sql }: Migration): Promise<void> {
  try {
    await lease.query(`begin; set local search_path to ${schema}, pg_temp`);
    await lease.query(sql);
    await lease.query(`insert into ${schema}.migration_history (origin, name, checksum) values ($1, $2, $3)`, [
      origin,
      name,
      checksum,
    ]);
    await lease.query('commit');
  } catch (error) {
    await lease.query('rollback').catch(() => undefined);
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} (${origin}) of ${schema} failed and was rolled back: ${message}`, {
      cause: error,
    });
  }
}
