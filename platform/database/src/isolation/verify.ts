import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { codeOf, DatabaseRestored, IsolationBroken, NotMigrated } from '../errors.js';
import { readMigrations } from '../migration/files.js';
import type { DomainSource } from '../migration/files.js';
import { requireUnchanged } from '../migration/history.js';
import type { AppliedMigration } from '../migration/history.js';
import type { Database } from '../types.js';
import { findDefects } from './defects.js';
import { inspect } from './inspect.js';

export interface VerifyOptions {
  /** The embedded database has one login, a superuser: only the roles that its transactions take are judged. */
  readonly embedded: boolean;
}

/**
 * Refuses a database that is not at this version, that was restored and nobody has said so, or through which one tenant
 * could see another's rows: at every start, because a schema is also changed by hand. A database that is ahead is accepted, so that the previous release
 * can restart while the next one is rolled out.
 */
export async function verifyIsolation<Tables>(
  database: Database<Tables>,
  domain: DomainSource,
  options: VerifyOptions,
): Promise<void> {
  const { applied, defects, isHome } = await database.inSystem('declare', async (tx) => ({
    applied: await readApplied(tx, domain.name),
    isHome: await readIsHome(tx),
    defects: [...findDefects(domain.name, await inspect(tx)), ...(options.embedded ? [] : await loginDefects(tx))],
  }));
  requireCurrent(domain, applied);
  if (defects.length > 0) throw new IsolationBroken(domain.name, defects);
  if (!isHome) throw new DatabaseRestored(domain.name);
}

/** Are the rows where their history began? True also before the migration that can tell: that is reported first. */
async function readIsHome<Tables>(tx: Transaction<Tables>): Promise<boolean> {
  const known = await sql<{ known: boolean }>`select to_regproc('current_feed') is not null as known`.execute(tx);
  if (known.rows[0]?.known !== true) return true;
  const { rows } = await sql<{ feed: string | null }>`select current_feed() as feed`.execute(tx);
  return rows[0]?.feed !== null;
}

async function readApplied<Tables>(tx: Transaction<Tables>, domain: string): Promise<readonly AppliedMigration[]> {
  try {
    return (await sql<AppliedMigration>`select origin, name, checksum from migration_history`.execute(tx)).rows;
  } catch (error) {
    if (codeOf(error) !== '42P01') throw error;
    throw new NotMigrated(`The database of ${domain} is empty. Run "npm run migrate".`, { cause: error });
  }
}

function requireCurrent(domain: DomainSource, applied: readonly AppliedMigration[]): void {
  const files = readMigrations(domain);
  requireUnchanged(domain.name, files, applied);
  const pending = files.filter((file) => !applied.some((row) => row.origin === file.origin && row.name === file.name));
  if (pending.length === 0) return;
  throw new NotMigrated(
    `The database of ${domain.name} lacks ${pending.map(({ name }) => name).join(', ')}. Run "npm run migrate".`,
  );
}

interface Login {
  readonly name: string;
  readonly powerful: boolean;
  readonly owns: boolean;
  readonly reaches: readonly string[];
}

/** The login reaches a table only by becoming a role, and a role only in a named transaction. */
async function loginDefects<Tables>(tx: Transaction<Tables>): Promise<string[]> {
  const { rows } = await LOGIN.execute(tx);
  return rows.flatMap(({ name, powerful, owns, reaches }) => [
    ...(powerful
      ? [`the application's login ${name} is a superuser, may create roles or bypasses row level security`]
      : []),
    ...(owns
      ? [`the application's login ${name} owns the schema or one of its tables, or may become their owner`]
      : []),
    ...(reaches.length > 0 && !powerful && !owns
      ? [`the application's login ${name} reaches ${reaches.join(', ')} without taking a role: make it noinherit`]
      : []),
  ]);
}

const LOGIN = sql<Login>`
  select r.rolname as name, r.rolsuper or r.rolbypassrls or r.rolcreaterole as powerful,
         exists (select from pg_namespace n where n.nspname = current_schema() and pg_has_role(r.oid, n.nspowner, 'member'))
           or exists (select from pg_class c where c.relnamespace = current_schema()::regnamespace and pg_has_role(r.oid, c.relowner, 'member')) as owns,
         array(select c.relname::text from pg_class c
               where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
                 and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update') or has_table_privilege(r.oid, c.oid, 'delete, truncate'))
               order by 1) as reaches
  from pg_roles r where r.rolname = session_user`;
