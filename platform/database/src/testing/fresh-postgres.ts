import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DomainSource } from '../migration/files.js';
import { migrate } from '../migration/migrate.js';
import { openPostgres } from '../postgres/open.js';
import type { Database } from '../types.js';

/** Where a fresh database of the domain is: for its owner, and for the application. */
export interface FreshDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly appRole: string;
}

/** A new, migrated database on the server, through a login that owns nothing. */
export async function openFreshPostgres<Tables>(server: string, domain: DomainSource): Promise<Database<Tables>> {
  const { ownerUrl, appUrl, appRole } = await createFreshDatabase(server, domain.name);
  await migrate({ url: ownerUrl, domain, appRole });
  return openPostgres<Tables>({ url: appUrl, domain, log: { error: () => undefined } });
}

/** Roles belong to the server, so they are made under a lock: several test processes do this at once. */
export async function createFreshDatabase(server: string, domain: string): Promise<FreshDatabase> {
  const name = `test_${domain}_${randomUUID().slice(0, 8)}`;
  const owner = ownerOf(domain);
  const appRole = `${domain}_app`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('bailiwick.test.roles'))");
    await createLogin(client, owner, 'createrole');
    await createLogin(client, appRole, 'noinherit');
    await client.query(`create database ${name} owner ${owner}`);
  } finally {
    await client.end();
  }
  return { ownerUrl: urlOf(server, owner, name), appUrl: urlOf(server, appRole, name), appRole };
}

/** The login that owns a domain's tables on a test server. */
export function ownerOf(domain: string): string {
  return `${domain}_owner`;
}

async function createLogin(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) await client.query(`create role ${name} login ${attributes}`);
}

function urlOf(server: string, user: string, database: string): string {
  const url = new URL(server);
  url.username = user;
  url.password = '';
  url.pathname = `/${database}`;
  return url.href;
}
