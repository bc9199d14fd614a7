import { sql, type TenantTransaction } from '@bailiwick/database';
import { untilWaiting } from '@bailiwick/database/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aLog, BILLING, newTenantId, until, type Tables, type TestDatabase } from '../test/builders.js';
import { openReplicas } from '../test/replicas.js';
import { cancelDue, scheduleDue, startClock } from './index.js';

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

describe('a rule that waits for its subject', () => {
  const LATER = new Date('2030-01-02T12:00:00Z');
  const due = { kind: 'subject_end', subject: 's' };

  /** Somebody has locked the subject; a clock fires what is planned for it and waits; then the plan is changed. */
  async function changedMeanwhile(change: (tx: TenantTransaction<Tables>) => Promise<void>) {
    const [tenant, [database]] = [newTenantId(), replicas];
    if (database === undefined) throw new Error('no replica');
    const use = sql`insert into note (id) values ('s') on conflict (tenant_id, id) do update set times = note.times + 1`;
    await database.inTenant(tenant, async (tx) => {
      await use.execute(tx);
      await scheduleDue(tx, { ...due, dueAt: NOON });
    });
    const [locked, opened] = [aGate(), aGate()];
    const changing = database.inTenant(tenant, async (tx) => {
      await sql`select from note for update`.execute(tx);
      locked.open();
      await opened.passed;
      await change(tx);
    });
    await locked.passed;
    const { log, lines } = aLog();
    const rule = {
      kind: due.kind,
      fire: (_: unknown, tx: TenantTransaction<Tables>) => use.execute(tx).then(() => {}),
    };
    const clock = startClock({ database, now: () => NOON, log, rules: [rule] });
    await untilWaiting(database, 1);
    opened.open();
    await changing;
    await clock.stop();
    const planned = await database.inTenant(tenant, (tx) => sql`select due_at from due`.execute(tx));
    return { planned: planned.rows, logged: lines };
  }

  test('is not waited for by whoever moves the plan, and leaves the new date alone', async () => {
    const moved = await changedMeanwhile((tx) => scheduleDue(tx, { ...due, dueAt: LATER }));
    expect(moved).toEqual({ planned: [{ due_at: LATER }], logged: [] });
  });

  test('is not waited for by whoever forgets the plan', async () => {
    expect(await changedMeanwhile((tx) => cancelDue(tx, due))).toEqual({ planned: [], logged: [] });
  });
});

/** What waits until it is opened. */
function aGate(): { readonly open: () => void; readonly passed: Promise<void> } {
  const gate = { open: (): void => undefined };
  const passed = new Promise<void>((resolve) => (gate.open = resolve));
  return { open: () => gate.open(), passed };
}
