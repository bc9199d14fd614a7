import { sql } from '@bailiwick/database';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aLog, BILLING, newTenantId, until, type TestDatabase } from '../test/builders.js';
import { openReplicas } from '../test/replicas.js';
import { scheduleDue, startClock } from './index.js';

const NOON = new Date('2030-01-01T12:00:00Z');
let replicas: readonly TestDatabase[];
beforeAll(async () => {
  replicas = await openReplicas(BILLING, 2);
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
});

describe('the clocks of two replicas', () => {
  test('fire what is due once, together', async () => {
    const tenant = newTenantId();
    const [database] = replicas;
    if (database === undefined) throw new Error('no replica');
    await database.inTenant(tenant, async (tx) => {
      for (let index = 0; index < 100; index += 1)
        await scheduleDue(tx, { kind: 'trial_end', subject: `s${index}`, dueAt: NOON });
    });
    const fired = replicas.map(() => 0);
    const clocks = replicas.map((replica, index) =>
      startClock({
        database: replica,
        now: () => NOON,
        log: aLog().log,
        rules: [
          {
            kind: 'trial_end',
            fire: async (due, tx) => {
              fired[index] = (fired[index] ?? 0) + 1;
              await sql`insert into note (id, times) values (${due.subject}, 1) on conflict (tenant_id, id) do update set times = note.times + 1`.execute(
                tx,
              );
            },
          },
        ],
      }),
    );
    onTestFinished(async () => {
      await Promise.all(clocks.map((clock) => clock.stop()));
    });
    const times = () =>
      database.inTenant(tenant, async (tx) =>
        (await sql<{ times: number }>`select times from note`.execute(tx)).rows.map((row) => row.times),
      );
    await until(async () => (await times()).length === 100);
    expect(await times()).toEqual(Array.from({ length: 100 }, () => 1));
    expect(fired.reduce((sum, count) => sum + count, 0)).toBe(100);
  });
});
