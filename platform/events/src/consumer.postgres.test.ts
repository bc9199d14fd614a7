import { sql } from '@bailiwick/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BY_THE_CLOCK,
  ACCESS,
  aSubscription,
  BILLING,
  consume,
  ENTITLEMENTS,
  factsOf,
  newTenantId,
  publish,
  READINESS,
  serve,
  until,
  type TestDatabase,
} from '../test/builders.js';
import { holdOpen, openReplicas } from '../test/replicas.js';
import { emit, readPosition, rebuildProjection, waitUntilFresh, type FeedPlace } from './index.js';

let billing: TestDatabase;
let one: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  const [[source], [first, second]] = await Promise.all([openReplicas(BILLING, 1), openReplicas(ACCESS, 2)]);
  if (source === undefined || first === undefined || second === undefined) throw new Error('no replica');
  [billing, one, other] = [source, first, second];
});
afterAll(async () => {
  await Promise.all([billing, one, other].map((database) => database.close()));
});

const forget = (): Promise<void> => rebuildProjection(one, 'billing');
const subjects = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, '0')}`);
const times = async (tenant: string) => (await factsOf(one, tenant)).map((fact) => fact.times);

describe('two replicas of a consumer', () => {
  test('have each effect once; one of them is idle', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    const consumers = [consume(one, url), consume(other, url)];
    await Promise.all(consumers.map((consumer) => consumer.caughtUp()));
    for (const subject of subjects(60)) await publish(billing, tenant, subject);
    await until(async () => (await factsOf(one, tenant)).length === 60);
    expect(await times(tenant)).toEqual(Array.from({ length: 60 }, () => 1));
    await until(
      () =>
        consumers
          .map((consumer) => consumer.standing().state)
          .sort()
          .join() === 'consuming,idle',
    );
  });

  test('that start on the same snapshot fill the projection once', async () => {
    const tenant = newTenantId();
    for (const subject of subjects(40)) await publish(billing, tenant, subject);
    await forget();
    const { url } = await serve(billing, { batchSize: 5 });
    await Promise.all([consume(one, url).caughtUp(), consume(other, url).caughtUp()]);
    await until(async () => (await factsOf(one, tenant)).length === 40);
    expect(await times(tenant)).toEqual(Array.from({ length: 40 }, () => 1));
  });

  test('have each effect once also when both believe that it is their turn', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    const consumers = [consume(one, url, { takeOverMs: 0 }), consume(other, url, { takeOverMs: 0 })];
    await Promise.all(consumers.map((consumer) => consumer.caughtUp()));
    for (const subject of subjects(60)) await publish(billing, tenant, subject);
    await until(async () => (await factsOf(one, tenant)).length === 60);
    expect(await times(tenant)).toEqual(Array.from({ length: 60 }, () => 1));
  });

  test('take over from each other when one is gone', BY_THE_CLOCK, async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    const first = consume(one, url);
    await first.caughtUp();
    const second = consume(other, url);
    await until(() => second.standing().state === 'idle');
    for (const [round, gone] of [first, second].entries()) {
      if (round === 0) await gone.stop();
      await publish(billing, tenant, `r${round}`);
      await until(async () => (await factsOf(one, tenant)).length === round + 1, 3_000);
    }
    expect([await times(tenant), second.standing().state]).toEqual([[1, 1], 'consuming']);
  });
});

describe('a consumer whose database connection is cut between the effect and the cursor', () => {
  test('has the effect exactly once', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    let cuts = 0;
    const plain = aSubscription();
    const subscription = aSubscription({
      apply: async (event, tx, database) => {
        await plain.apply(event, tx, database);
        if (event.tenantid !== tenant || cuts > 0) return;
        cuts += 1;
        // Longer than the server lets a transaction idle: it ends the connection.
        await new Promise((resolve) => setTimeout(resolve, 6_000));
      },
    });
    const consumer = consume(one, url, { subscription });
    await consumer.caughtUp();
    await publish(billing, tenant, 's');
    await until(async () => (await factsOf(one, tenant)).length === 1, 12_000);
    expect([cuts, await times(tenant), consumer.standing().setAside]).toEqual([1, [1], 0]);
  });
});

/** Only what is written for the waiters' sake can end their waiting. */
const RARELY = { heartbeatWriteMs: 60_000 };

describe('waiting until facts are fresh', () => {
  const commit = (tenant: string): Promise<FeedPlace> =>
    billing.inTenant(tenant, async (tx) => {
      await emit(tx, { type: READINESS, subject: 's', data: { version: 1 } });
      return readPosition(tx);
    });

  test('ends in time on the replica that does not consume, too', async () => {
    await forget();
    const { url } = await serve(billing);
    await consume(one, url, RARELY).caughtUp();
    for (let count = 0; count < 10; count += 1) {
      const tenant = newTenantId();
      const xid = await commit(tenant);
      expect(await waitUntilFresh(other, ['billing'], { billing: xid }, { timeoutMs: 5_000 })).toBe(true);
      expect(await factsOf(other, tenant)).toHaveLength(1);
    }
  });

  test('ends in time there also for a change whose events this consumer does not take', async () => {
    await forget();
    const { url } = await serve(billing);
    await consume(one, url, RARELY).caughtUp();
    for (let count = 0; count < 10; count += 1) {
      const xid = await billing.inTenant(newTenantId(), async (tx) => {
        await emit(tx, { type: ENTITLEMENTS, subject: 's', data: {} });
        return readPosition(tx);
      });
      expect(await waitUntilFresh(other, ['billing'], { billing: xid }, { timeoutMs: 5_000 })).toBe(true);
    }
  });

  test('does not end while an older transaction is open: its facts may still be to come', async () => {
    await forget();
    const { url } = await serve(billing);
    const consumer = consume(one, url);
    await consumer.caughtUp();
    const tenant = newTenantId();
    const end = await holdOpen(billing, newTenantId(), (tx) =>
      sql`select pg_current_xact_id()`.execute(tx).then(() => undefined),
    );
    const xid = await commit(tenant);
    expect(await waitUntilFresh(one, ['billing'], { billing: xid })).toBe(false);
    await end();
    expect(await waitUntilFresh(one, ['billing'], { billing: xid }, { timeoutMs: 5_000 })).toBe(true);
  });
});
