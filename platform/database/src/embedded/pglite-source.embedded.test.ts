import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOTES } from '../../test/builders.js';
import type { ConnectionSource } from '../connection.js';
import { DatabaseUnavailable } from '../errors.js';
import { copyTemplate } from '../testing/template.js';
import { openPgliteSource } from './pglite-source.js';

const IDLE_MS = 200;
let source: ConnectionSource;
beforeAll(
  async () => void (source = await openPgliteSource({ directory: await copyTemplate(NOTES), idleMs: IDLE_MS })),
);
afterAll(() => source.close());

describe("the embedded database's connection", () => {
  test('is held by one at a time, in the order of asking', async () => {
    const order: number[] = [];
    const hold = async (number: number) => {
      const lease = await source.acquire();
      order.push(number);
      await lease.query('select 1');
      order.push(number);
      lease.release();
    };
    await Promise.all([hold(1), hold(2), hold(3)]);
    expect(order).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test('is taken away from a transaction that does nothing with it, and rolled back', async () => {
    const idle = await source.acquire();
    await idle.query('begin; create table notes.forgotten (id int)');
    const next = await source.acquire();
    await expect(idle.query('commit')).rejects.toThrow(DatabaseUnavailable);
    idle.release();
    expect((await next.query("select to_regclass('notes.forgotten') as found")).rows).toEqual([{ found: null }]);
    next.release();
  });

  test('stays with a transaction whose statement takes long', async () => {
    const lease = await source.acquire();
    await lease.query('begin');
    await lease.query(`select pg_sleep(${(IDLE_MS * 2) / 1000})`);
    await lease.query('select 1');
    await delay(IDLE_MS / 4);
    await expect(lease.query('commit')).resolves.toBeDefined();
    lease.release();
  });

  test('does not block the process while a statement runs', async () => {
    const lease = await source.acquire();
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 10);
    await lease.query('select pg_sleep(0.3)');
    clearInterval(timer);
    lease.release();
    expect(ticks).toBeGreaterThan(10);
  });
});

test('a directory that is no database is a clear error', async () => {
  await expect(openPgliteSource({ directory: '/dev/null/nowhere' })).rejects.toThrow(DatabaseUnavailable);
});
