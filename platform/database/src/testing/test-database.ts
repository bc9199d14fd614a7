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
 * A migrated database of the domain, one per process and shared by all callers: every test makes its own tenants.
 * Embedded, from a template; with BAILIWICK_TEST_POSTGRES a new one on that server, used through a login without
 * rights of its own, as in production.
 */
export async function openTestDatabase<Tables>(domain: DomainSource): Promise<Database<Tables>> {
  const key = `${domain.name} ${domain.directory.href}`;
  const database = opened.get(key) ?? openEmptyTestDatabase<unknown>(domain).then(keepOpen);
  opened.set(key, database);
  return (await database) as Database<Tables>; // which tables there are is the caller's knowledge
}

/** Whoever is done with a shared database is not the last one: it ends with its process. */
function keepOpen<Tables>(database: Database<Tables>): Database<Tables> {
  return Object.defineProperty(database, 'close', { value: () => Promise.resolve() });
}

/** One that nobody else writes to, for what only happens in an empty database. */
export async function openEmptyTestDatabase<Tables>(domain: DomainSource): Promise<Database<Tables>> {
  const server = testServer();
  const database = server === null ? openCopy(domain) : openFreshPostgres<unknown>(server, domain);
  return (await database) as Database<Tables>; // as above
}

/** The superuser's URL of the server that tests may make databases on; null when they use the embedded one. */
export function testServer(): string | null {
  const url = process.env['BAILIWICK_TEST_POSTGRES'];
  return url === undefined || url === '' ? null : url;
}

const opened = new Map<string, Promise<Database<unknown>>>();

async function openCopy(domain: DomainSource): Promise<Database<unknown>> {
  const source = await openPgliteSource({ directory: await copyTemplate(domain), inBackground: true });
  const database = createDatabase<unknown>(domain.name, {
    acquire: () => source.acquire(),
    close: () => Promise.resolve(),
  });
  await verifyIsolation(database, domain, { embedded: true });
  return database;
}
