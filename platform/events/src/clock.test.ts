import { sql } from '@bailiwick/database';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  aLog,
  BY_THE_CLOCK,
  newTenantId,
  openBilling,
  until,
  type Tables,
  type TestDatabase,
} from '../test/builders.js';
import { scheduleDue, startClock, type ClockRule, type DueRow } from './index.js';

const NOON = new Date('2030-01-01T12:00:00Z');
const secondsAfter = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await openBilling();
});

/** A kind of one's own keeps the tests of one table apart. */
const aKind = (): string => `trial_end_${newTenantId().slice(0, 8)}`;

/** Counts in the tenant's own table, so that what is rolled back does not count. */
const counting = (kind: string, more: (due: DueRow) => void = () => undefined): ClockRule<Tables> => ({
  kind,
  fire: async (due, tx) => {
    await sql`insert into note (id, times) values (${due.subject}, 1) on conflict (tenant_id, id) do update set times = note.times + 1`.execute(
      tx,
    );
    more(due);
  },
});

function aClock(rules: readonly ClockRule<Tables>[], now: () => Date = () => NOON) {
  const { log, events } = aLog();
  const clock = startClock({ database, rules, now, log });
  onTestFinished(() => clock.stop());
  return { ...clock, logged: events };
}

const plan = (tenant: string, kind: string, subject: string, dueAt: Date): Promise<void> =>
  database.inTenant(tenant, (tx) => scheduleDue(tx, { kind, subject, dueAt }));
const firedIn = (tenant: string) =>
  database.inTenant(tenant, async (tx) =>
    (await sql<{ id: string; times: number }>`select id, times from note order by id`.execute(tx)).rows.map(
      ({ id, times }) => [id, times],
    ),
  );
const plannedIn = (tenant: string) =>
  database.inTenant(tenant, async (tx) =>
    (await sql<{ subject: string }>`select subject from due order by subject`.execute(tx)).rows.map(
      ({ subject }) => subject,
    ),
  );

describe('what is due', () => {
  test('fires by itself when its time has come, in its tenant, and not before', BY_THE_CLOCK, async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    await plan(tenant, kind, 'now', NOON);
    await plan(tenant, kind, 'later', secondsAfter(0.001));
    const seen: DueRow[] = [];
    let now = NOON;
    aClock([counting(kind, (due) => seen.push(due))], () => now);
    await until(async () => (await firedIn(tenant)).length === 1);
    expect(seen).toEqual([{ tenantId: tenant, kind, subject: 'now', dueAt: NOON }]);
    expect(await plannedIn(tenant)).toEqual(['later']);
    now = secondsAfter(1);
    await until(async () => (await firedIn(tenant)).length === 2, 2_500);
    expect(await plannedIn(tenant)).toEqual([]);
  });

  test('fires soon after it was planned, by the real clock', BY_THE_CLOCK, async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    aClock([counting(kind)], () => new Date());
    await plan(tenant, kind, 's', new Date(Date.now() + 150));
    await until(async () => (await firedIn(tenant)).length === 1, 700);
  });

  test('fires after a restart, once', async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    const before = aClock([counting(kind)]);
    await before.stop();
    await plan(tenant, kind, 's', NOON);
    await aClockUntilFired(tenant, kind);
    await aClockUntilFired(tenant, kind);
    expect(await firedIn(tenant)).toEqual([['s', 1]]);
  });

  test('of an unknown kind is left for the build that knows it', async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    await plan(tenant, 'of_the_future', 's', NOON);
    await plan(tenant, kind, 't', NOON);
    aClock([counting(kind)]);
    await until(async () => (await firedIn(tenant)).length === 1);
    expect(await plannedIn(tenant)).toEqual(['s']);
  });
});

async function aClockUntilFired(tenant: string, kind: string): Promise<void> {
  const clock = aClock([counting(kind)]);
  await until(async () => (await firedIn(tenant)).length === 1);
  await clock.stop();
}

describe('a rule', () => {
  test('may plan the next date under the same name', async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    await plan(tenant, kind, 's', NOON);
    const again: ClockRule<Tables> = { kind, fire: (due, tx) => scheduleDue(tx, { ...due, dueAt: secondsAfter(60) }) };
    aClock([again]);
    await until(
      async () =>
        (await database.inTenant(tenant, async (tx) =>
          (await sql<{ due_at: Date }>`select due_at from due`.execute(tx)).rows[0]?.due_at.getTime(),
        )) === secondsAfter(60).getTime(),
    );
  });

  test('that fails keeps its row, is logged, and holds up no other', async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    await plan(tenant, kind, 'bad', secondsAfter(-10));
    await plan(tenant, kind, 'good', NOON);
    const clock = aClock([
      counting(kind, (due) => {
        if (due.subject === 'bad') throw new Error('no such plan');
      }),
    ]);
    await until(async () => (await firedIn(tenant)).length === 1);
    expect([await firedIn(tenant), await plannedIn(tenant)]).toEqual([[['good', 1]], ['bad']]);
    expect(clock.logged('due row failed')).toMatchObject([{ fields: { kind, subject: 'bad', attempt: 1 } }]);
  });

  test('that fails is tried again after a pause', BY_THE_CLOCK, async () => {
    const [tenant, kind] = [newTenantId(), aKind()];
    await plan(tenant, kind, 's', NOON);
    let attempts = 0;
    aClock([
      counting(kind, () => {
        attempts += 1;
        if (attempts === 1) throw new Error('not yet');
      }),
    ]);
    await until(async () => (await firedIn(tenant)).length === 1, 4_000);
    expect([attempts, await plannedIn(tenant)]).toEqual([2, []]);
  });
});
