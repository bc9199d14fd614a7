import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { billing } from '@bailiwick/billing';
import { migrate } from '@bailiwick/database';
import { createFreshDatabase, testServer, type FreshDatabase } from '@bailiwick/database/testing';
import { generateKeys } from '@bailiwick/keys';
import { runDomain } from '@bailiwick/subgraph-host';
import { WORKLOADS } from '@bailiwick/cli';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let fresh: FreshDatabase;
let busy: Server;
beforeAll(async () => {
  const server = testServer();
  if (server === null) throw new Error('These tests need a PostgreSQL server: BAILIWICK_TEST_POSTGRES.');
  fresh = await createFreshDatabase(server, 'billing');
  await migrate({ url: fresh.ownerUrl, domain: billing, appRole: fresh.appRole });
  busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
});
afterAll(() => busy.close());

async function connections(): Promise<number> {
  const client = new pg.Client({ connectionString: fresh.ownerUrl });
  await client.connect();
  try {
    const of = 'select count(*)::int as open from pg_stat_activity where datname = current_database() and usename = $1';
    const { rows } = await client.query<{ open: number }>(of, [fresh.appRole]);
    return rows[0]?.open ?? 0;
  } finally {
    await client.end();
  }
}

describe('a domain that cannot start', () => {
  test('leaves no connection to its database open', async () => {
    const keys = generateKeys(WORKLOADS, { now: new Date() }).find(({ workload }) => workload === 'billing');
    const { port } = busy.address() as AddressInfo; // it listens on a port
    const environment = { DATABASE_URL: fresh.appUrl, KEYS: JSON.stringify(keys), LOG_LEVEL: 'fatal' };
    expect(await runDomain({ definition: billing }, environment, ['--port', String(port)])).toBe(1);
    expect(await connections()).toBe(0);
  });
});
