import pg from 'pg';
import { afterEach } from 'vitest';
import { migrate, openPostgres } from '../src/index.js';
import type { Database } from '../src/index.js';
import { createFreshDatabase, testServer } from '../src/testing/index.js';
import type { FreshDatabase } from '../src/testing/index.js';
import { NOTES, SILENT } from './builders.js';
import type { NoteTables } from './builders.js';

export const server = testServer() ?? '';
const opened: Database<NoteTables>[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

export async function openPool(url: string, poolSize = 2): Promise<Database<NoteTables>> {
  const database = await openPostgres<NoteTables>({ url, domain: NOTES, log: SILENT, poolSize });
  opened.push(database);
  return database;
}

export async function migrated(): Promise<FreshDatabase> {
  const fresh = await createFreshDatabase(server, 'notes');
  await migrate({ url: fresh.ownerUrl, domain: NOTES, appRole: fresh.appRole });
  return fresh;
}

export async function asSuperuser(database: FreshDatabase, ...statements: readonly string[]): Promise<void> {
  const url = new URL(server);
  url.pathname = new URL(database.ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
