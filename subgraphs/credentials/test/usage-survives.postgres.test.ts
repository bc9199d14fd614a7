import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { migrate, openPostgres, type Database } from '@bailiwick/database';
import { createFreshDatabase, testServer } from '@bailiwick/database/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../src/index.js';
import type { CredentialsTables } from '../src/store/tables.js';

const EXCHANGING = fileURLToPath(new URL('../bench/exchanging.mjs', import.meta.url));

let url: string;
let database: Database<CredentialsTables>;
beforeAll(async () => {
  const { ownerUrl, appUrl, appRole } = await createFreshDatabase(testServer() ?? '', credentials.name);
  await migrate({ url: ownerUrl, domain: credentials, appRole });
  url = appUrl;
  database = await openPostgres({ url, domain: credentials, log: { error: () => undefined } });
  return () => database.close();
});

interface Ended {
  readonly code: number | null;
  readonly tenantId: string;
  readonly endedAt: number;
  /** Tokens that were given out, each with when. */
  readonly given: readonly { readonly txn: string; readonly at: number }[];
}

/** A real process of its own, ended by a signal after it has served for a while. */
async function exchangeUntil(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended> {
  const child = spawn(process.execPath, [EXCHANGING, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (said.split('\n').length < 60 && child.exitCode === null) await new Promise((next) => setTimeout(next, 50));
  await new Promise((next) => setTimeout(next, 2_500));
  const endedAt = Date.now();
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  const [first = '', ...lines] = said.slice(0, said.lastIndexOf('\n')).split('\n');
  const given = lines.map((line) => line.split(' ')).map(([txn = '', at]) => ({ txn, at: Number(at) }));
  return { code, tenantId: first.replace('tenant ', ''), endedAt, given };
}

async function keptOf({ tenantId }: Ended): Promise<{ readonly txns: ReadonlySet<string>; readonly counted: number }> {
  return database.inTenant(tenantId, async (tx) => {
    const exchanges = await tx.selectFrom('exchange').select('txn').execute();
    const minutes = await tx.selectFrom('usage_minute').select('count').execute();
    const counted = minutes.reduce((sum, { count }) => sum + Number(count), 0);
    return { txns: new Set(exchanges.map(({ txn }) => txn)), counted };
  });
}

describe('what a process was asked to exchange', () => {
  test('is written to the last use when it is stopped', async () => {
    const ended = await exchangeUntil('SIGTERM');
    expect(ended.code).toBe(0);
    const { txns, counted } = await keptOf(ended);
    expect(ended.given.filter(({ txn }) => !txns.has(txn))).toEqual([]);
    expect(counted).toBe(txns.size);
  });

  test('is written but for the last second when it is killed', async () => {
    const ended = await exchangeUntil('SIGKILL');
    const { txns, counted } = await keptOf(ended);
    const lost = ended.given.filter(({ txn, at }) => !txns.has(txn) && at <= ended.endedAt - 1_000);
    expect(lost).toEqual([]);
    expect(ended.given.filter(({ at }) => at <= ended.endedAt - 1_000).length).toBeGreaterThan(20);
    expect(counted).toBe(txns.size);
  });
});
