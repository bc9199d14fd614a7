import { randomUUID } from 'node:crypto';
import { createDatabase } from '../database.js';
import { openPgliteSource } from '../embedded/pglite-source.js';
import { verifyIsolation } from '../isolation/verify.js';
import type { DomainSource } from '../migration/files.js';
import type { Database } from '../types.js';
import { openFreshPostgres } from './fresh-postgres.js';
import { copyTemplate } from './template.js';

/** A tenant of one's own is what keeps the tests of one database apart. */
export function newTenantId(): string {
  return randomUUID();
}

/**
 * A migrated database of the domain. Embedded: one per process, opened from a template, shared by all callers, so
 * that every test makes its own tenants. With BAILIWICK_TEST_POSTGRES (a superuser's URL): a new database on that
 * server, used through a login without rights, as in production.
 */
export async function openTestDatabase<Tables>(domain: DomainSource): Promise<Database<Tables>> {
  const server = process.env['BAILIWICK_TEST_POSTGRES'];
  return server === undefined || server === '' ? openShared<Tables>(domain) : openFreshPostgres<Tables>(server, domain);
}

const opened = new Map<string, Promise<Database<unknown>>>();

async function openShared<Tables>(domain: DomainSource): Promise<Database<Tables>> {
  const key = `${domain.name} ${domain.directory.href}`;
  const database = opened.get(key) ?? openCopy(domain);
  opened.set(key, database);
  return (await database) as Database<Tables>; // which tables there are is the caller's knowledge
}

async function openCopy(domain: DomainSource): Promise<Database<unknown>> {
  const source = await openPgliteSource({ directory: await copyTemplate(domain), inBackground: true });
  const database = createDatabase<unknown>(domain.name, { acquire: () => source.acquire(), close: async () => undefined });
  await verifyIsolation(database, domain);
  return database;
}
