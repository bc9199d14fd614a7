import { sql } from '@bailiwick/database';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  aSubscription,
  consume,
  ENTITLEMENTS,
  factsOf,
  newTenantId,
  openAccess,
  openBilling,
  publish,
  READINESS,
  serve,
  until,
  type Tables,
  type TestDatabase,
} from '../test/builders.js';
import {
  declareActions,
  readStanding,
  rebuildProjection,
  startConsumer,
  waitUntilFresh,
  type FeedPlace,
} from './index.js';

let billing: TestDatabase;
let access: TestDatabase;
beforeAll(async () => {
  [billing, access] = await Promise.all([openBilling(), openAccess()]);
});

const forget = (): Promise<void> => rebuildProjection(access, 'billing');
const standingIn = (database: TestDatabase) => database.inTenant(newTenantId(), (tx) => readStanding(tx, 'billing'));
const hasFact =
  (tenant: string, version: number, subject = 's') =>
  async () =>
    (await factsOf(access, tenant)).some((fact) => fact.subject === subject && fact.version === version);

/** The same database, but something happens around the transactions of the consumer. */
function around(consumeAs: TestDatabase['inSystem']): TestDatabase {
  return {
    domain: access.domain,
    statements: access.statements,
    inSystem: consumeAs,
    inTenant: (tenantId, work, options) => access.inTenant(tenantId, work, options),
    enterTenant: (tx, tenantId, work) => access.enterTenant(tx, tenantId, work),
    onCommit: (listener) => access.onCommit(listener),
    ping: () => access.ping(),
    close: () => access.close(),
  };
}

describe('a consumer', () => {
  test('starts from a snapshot, then takes what is new, each once', async () => {
    await forget();
    const tenant = newTenantId();
    await publish(billing, tenant, 's', 1);
    await publish(billing, tenant, 's', 2);
    const { url } = await serve(billing);
    const consumer = consume(access, url);
    await until(hasFact(tenant, 2));
    expect(await factsOf(access, tenant)).toEqual([{ subject: 's', version: 2, times: 1 }]);
    await publish(billing, tenant, 's', 3);
    await until(hasFact(tenant, 3));
    expect(await factsOf(access, tenant)).toEqual([{ subject: 's', version: 3, times: 2 }]);
    expect(consumer.standing().state).toBe('consuming');
  });

  test('continues after a restart where it was, without a snapshot', async () => {
    await forget();
    const tenant = newTenantId();
    await publish(billing, tenant, 's', 1);
    const { url, queries } = await serve(billing);
    const first = consume(access, url);
    await until(hasFact(tenant, 1));
    await first.stop();
    await publish(billing, tenant, 's', 2);
    consume(access, url);
    await until(hasFact(tenant, 2));
    expect(await factsOf(access, tenant)).toEqual([{ subject: 's', version: 2, times: 2 }]);
    expect(queries.map((query) => query.has('after'))).toEqual([false, true]);
  });

  test('empties a projection that is to be rebuilt, while it runs, and fills it from a snapshot', async () => {
    await forget();
    const [tenant, stale] = [newTenantId(), newTenantId()];
    await publish(billing, tenant, 's', 1);
    const { url } = await serve(billing);
    consume(access, url);
    await until(hasFact(tenant, 1));
    await access.inTenant(stale, (tx) => sql`insert into fact (subject, version) values ('never said', 1)`.execute(tx));
    await rebuildProjection(access, 'billing');
    await until(async () => (await factsOf(access, stale)).length === 0);
    await until(hasFact(tenant, 1));
    expect(await factsOf(access, tenant)).toEqual([{ subject: 's', version: 1, times: 1 }]);
  });

  test('begins a snapshot again that broke off', async () => {
    await forget();
    const tenant = newTenantId();
    for (const subject of ['a', 'b', 'c', 'd', 'e', 'f']) await publish(billing, tenant, subject);
    const { url, queries } = await serve(billing, { batchSize: 2 });
    let transactions = 0;
    const breaking = around((name, work) => {
      transactions += 1;
      return transactions === 4 ? Promise.reject(new Error('connection terminated')) : access.inSystem(name, work);
    });
    await consume(breaking, url).caughtUp();
    await until(hasFact(tenant, 1, 'f'));
    const facts = (await factsOf(access, tenant)).map(({ subject, times }) => [subject, times]);
    expect(facts).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((subject) => [subject, 1]));
    expect(queries.map((query) => query.has('after'))).toEqual([false, false]);
  });

  test('has an effect exactly once when it is killed between the effect and the cursor', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    await startAndStop(url);
    const killed = { before: 0, after: 0 };
    const killing = around(async (name, work) => {
      if (killed.before === 0 && (await isFirstEffect(tenant))) {
        return access.inSystem(name, async (tx) => {
          await work(tx);
          killed.before += 1;
          throw new Error('connection terminated: killed before the commit');
        });
      }
      const result = await access.inSystem(name, work);
      if (killed.after === 0 && (await factsOf(access, tenant)).length === 1) {
        killed.after += 1;
        throw new Error('connection terminated: killed after the commit');
      }
      return result;
    });
    const consumer = consume(killing, url);
    await consumer.caughtUp();
    await publish(billing, tenant, 's', 1);
    await until(() => killed.before === 1 && killed.after === 1);
    await publish(billing, tenant, 't', 1);
    await until(hasFact(tenant, 1, 't'));
    expect((await factsOf(access, tenant)).map(({ subject, times }) => [subject, times])).toEqual([
      ['s', 1],
      ['t', 1],
    ]);
  });

  test('rebuilds when the source has never been where it was: it was restored from a backup', async () => {
    await forget();
    const tenant = newTenantId();
    await publish(billing, tenant, 's', 1);
    await access.inSystem('consume', (tx) =>
      sql`insert into feed_cursor (source, xid, id, watermark, heard_at) values ('billing', '99999999999', 1, '99999999999', null)`.execute(
        tx,
      ),
    );
    const { url } = await serve(billing);
    consume(access, url);
    await until(hasFact(tenant, 1));
  });

  test('takes only what it asked for and what is the source’s own', async () => {
    const { url } = await serve(billing);
    const subscription = aSubscription({ types: ['identity.tenant.changed'] });
    expect(() => startConsumer<Tables>({ ...optionsFor(url), subscription })).toThrow(
      'not the source of identity.tenant.changed',
    );
  });
});

const optionsFor = (url: URL) => ({
  database: access,
  url,
  sign: () => ({}),
  now: () => new Date(),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
});

async function startAndStop(url: URL): Promise<void> {
  const consumer = consume(access, url);
  await consumer.caughtUp();
  await consumer.stop();
}

async function isFirstEffect(tenant: string): Promise<boolean> {
  const published = await billing.inSystem(
    'feed',
    async (tx) => (await sql`select from outbox where tenant_id = ${tenant}`.execute(tx)).rows.length,
  );
  return published > 0 && (await factsOf(access, tenant)).length === 0;
}

describe('the standing of a source', () => {
  test('is as old as its last heartbeat, not as its last change', async () => {
    await forget();
    const { url, stop } = await serve(billing);
    const consumer = consume(access, url, { silenceMs: 300 });
    await consumer.caughtUp();
    const first = (await standingIn(access)).heardAt?.getTime() ?? 0;
    await until(async () => ((await standingIn(access)).heardAt?.getTime() ?? 0) > first, 2_000);
    await stop();
    await until(() => consumer.standing().state === 'broken');
    const last = await standingIn(access);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await standingIn(access)).toEqual(last);
    expect(Date.now() - (last.heardAt?.getTime() ?? 0)).toBeGreaterThan(500);
  });

  test('is unknown until the first snapshot is complete', async () => {
    await forget();
    await publish(billing, newTenantId(), 's');
    const { url } = await serve(billing);
    const seen: (Date | null)[] = [];
    const subscription = aSubscription();
    const looking = aSubscription({
      apply: async (event, tx, database) => {
        seen.push((await readStanding(tx, 'billing')).heardAt);
        await subscription.apply(event, tx, database);
      },
    });
    await consume(access, url, { subscription: looking }).caughtUp();
    expect([seen.length > 0, seen.every((heardAt) => heardAt === null), (await standingIn(access)).heardAt]).toEqual([
      true,
      true,
      expect.any(Date),
    ]);
  });

  test('is written once a second while nothing happens', async () => {
    await forget();
    const { url } = await serve(billing);
    await consume(access, url).caughtUp();
    let writes = 0;
    const forgetCommits = access.onCommit(() => (writes += 1));
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    forgetCommits();
    expect(writes).toBeGreaterThanOrEqual(1);
    expect(writes).toBeLessThanOrEqual(3);
  });
});

describe('an event that cannot be applied', () => {
  const failingOn = (subject: string, overrides = {}) => {
    const plain = aSubscription();
    return aSubscription({
      apply: (event, tx, database) =>
        event.subject === subject ? Promise.reject(new TypeError('no such thing')) : plain.apply(event, tx, database),
      ...overrides,
    });
  };

  test('is set aside after five attempts, marked as unknown, and the feed goes on', async () => {
    await forget();
    const [tenant, asides] = [newTenantId(), [] as string[]];
    const { url } = await serve(billing);
    await startAndStop(url);
    const subscription = failingOn('bad', {
      setAside: (event: { subject: string }) => Promise.resolve(void asides.push(event.subject)),
    });
    const consumer = consume(access, url, { subscription });
    for (const subject of ['a', 'bad', 'z']) await publish(billing, tenant, subject);
    await until(hasFact(tenant, 1, 'z'), 15_000);
    expect((await factsOf(access, tenant)).map(({ subject, times }) => [subject, times])).toEqual([
      ['a', 1],
      ['z', 1],
    ]);
    expect([asides, consumer.standing().setAside]).toEqual([['bad'], 1]);
    expect(consumer.logged('event not applied')).toHaveLength(5);
    expect(consumer.logged('event set aside')).toMatchObject([
      { level: 'error', fields: { source: 'billing', type: READINESS, tenantId: tenant } },
    ]);
  });

  test('because the database is away is tried for as long as that takes', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    await startAndStop(url);
    let failures = 0;
    const plain = aSubscription();
    const subscription = aSubscription({
      apply: (event, tx, database) =>
        event.tenantid === tenant && ++failures <= 8
          ? Promise.reject(Object.assign(new Error('gone'), { code: '57P01' }))
          : plain.apply(event, tx, database),
    });
    const consumer = consume(access, url, { subscription });
    await publish(billing, tenant, 's');
    await until(hasFact(tenant, 1));
    expect([failures, consumer.standing().setAside]).toEqual([9, 0]);
  });
});

describe('a declaration of actions', () => {
  test('with another domain’s action is refused, and the feed goes on', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    const declared: unknown[] = [];
    const plain = aSubscription();
    const subscription = aSubscription({
      types: [READINESS, 'billing.actions.declared'],
      apply: async (event, tx, database) => {
        if (event.type === READINESS) await plain.apply(event, tx, database);
        else declared.push(event.data);
      },
    });
    const consumer = consume(access, url, { subscription });
    await consumer.caughtUp();
    await declareActions(billing, 'billing', [
      { ...anAction, name: 'billing.plan.read' },
      { ...anAction, name: 'identity.member.remove' },
    ]);
    await declareActions(billing, 'billing', [{ ...anAction, name: 'billing.plan.read' }]);
    await publish(billing, tenant, 's');
    await until(hasFact(tenant, 1));
    expect(declared).toEqual([{ actions: [{ ...anAction, name: 'billing.plan.read' }] }]);
    expect(consumer.logged('event refused')).toHaveLength(1);
  });
});

const anAction = {
  description: 'Reads it.',
  section: null,
  effect: 'READ',
  factors: [],
  feature: null,
  requiredTrust: 'T1_BEARER',
  requiresMfa: false,
  stalenessSeconds: 300,
  powerReducing: false,
  endsStanding: false,
  systemRoles: [],
  duties: [],
} as const;

/** The default of 250 ms is for a machine that does one thing; on a loaded one only the outcome is judged. */
const PATIENT = { timeoutMs: 2_000 };

describe('waiting until facts are fresh', () => {
  const commit = (tenant: string): Promise<FeedPlace> =>
    billing.inTenant(tenant, async (tx) => {
      const { emit, readPosition } = await import('./index.js');
      await emit(tx, { type: READINESS, subject: 's', data: { version: 9 } });
      return readPosition(tx);
    });

  test('ends when the change has been applied, well within its limit', async () => {
    await forget();
    const tenant = newTenantId();
    const { url } = await serve(billing);
    await consume(access, url).caughtUp();
    const xid = await commit(tenant);
    expect(await waitUntilFresh(access, ['billing'], { billing: xid }, PATIENT)).toBe(true);
    expect(await hasFact(tenant, 9)()).toBe(true);
  });

  test('ends also for a change that published nothing for this consumer', async () => {
    await forget();
    const { url } = await serve(billing);
    await consume(access, url).caughtUp();
    const { readPosition } = await import('./index.js');
    for (let count = 0; count < 5; count += 1) {
      await publish(billing, newTenantId(), 's', 1, ENTITLEMENTS);
      const xid = await billing.inTenant(newTenantId(), (tx) => readPosition(tx));
      expect(await waitUntilFresh(access, ['billing'], { billing: xid }, PATIENT)).toBe(true);
    }
  });

  test('gives up when the source is not heard', async () => {
    await forget();
    const xid = await commit(newTenantId());
    const started = performance.now();
    expect(await waitUntilFresh(access, ['billing'], { billing: xid }, { timeoutMs: 250 })).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('is no concern of a domain that does not read from there', async () => {
    expect(await waitUntilFresh(access, ['identity'], { billing: { feed: null, xid: 10n ** 15n } })).toBe(true);
  });
});
