import type { Transaction } from 'kysely';
import pg from 'pg';
import type { ConnectionSource, Lease, Row } from '../src/connection.js';
import { openPgliteSource } from '../src/embedded/pglite-source.js';
import { migrate } from '../src/migration/migrate.js';
import { openScope } from '../src/scope.js';
import { createFreshDatabase } from '../src/testing/fresh-postgres.js';
import { copyTemplate } from '../src/testing/template.js';
import { testServer } from '../src/testing/test-database.js';
import { NOTES } from './builders.js';

/** Somebody who may do everything to the schema: what a careless hand could do. */
export interface Owner {
  tryOut<Result>(damage: string, look: (tx: Transaction<unknown>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export async function openOwner(): Promise<Owner> {
  const server = testServer();
  const source =
    server === null ? await openPgliteSource({ directory: await copyTemplate(NOTES) }) : await openSuperuser(server);
  const lease = await source.acquire();
  return {
    tryOut: (damage, look) => tryOut(lease, damage, look),
    close: async () => {
      lease.release();
      await source.close();
    },
  };
}

async function tryOut<Result>(
  lease: Lease,
  damage: string,
  look: (tx: Transaction<unknown>) => Promise<Result>,
): Promise<Result> {
  await lease.query('begin; set local search_path to notes, pg_temp');
  const scope = openScope<unknown>(lease, () => undefined);
  try {
    await lease.query(damage);
    return await look(scope.transaction);
  } finally {
    scope.end();
    await lease.query('rollback');
  }
}

async function openSuperuser(server: string): Promise<ConnectionSource> {
  const fresh = await createFreshDatabase(server, 'notes');
  await migrate({ url: fresh.ownerUrl, domain: NOTES, appRole: fresh.appRole });
  const url = new URL(server);
  url.pathname = new URL(fresh.ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const query = (text: string, values?: readonly unknown[]) =>
    values === undefined ? client.query<Row>(text) : client.query<Row>(text, [...values]);
  return { acquire: () => Promise.resolve({ query, release: () => undefined }), close: () => client.end() };
}
