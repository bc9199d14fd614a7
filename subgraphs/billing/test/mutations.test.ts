import { describe, expect, test, beforeAll } from 'vitest';
import { allowOnly } from '@bailiwick/subgraph-host/testing';
import { NOON, inDays } from './builders.js';
import { aCaller, startBilling, toldBy, type Caller } from './database.js';

type Billing = Awaited<ReturnType<typeof startBilling>>;

const PAYLOAD = `{ readiness { state ready reason { code } version nextTransition { at to ready } } consistencyToken
  account { subscription { id providerStatus quantity cancelAt plan { code version } } }
  errors { __typename code message path ... on RuleRefused { reason { code remedy { label } } } ... on LimitReached { limit used upgrade { code } } } }`;

const A_STRING: unknown = expect.any(String);

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});

async function run(mutation: string, input: string, caller: Caller, key = crypto.randomUUID() as string, on = billing) {
  const query = `mutation { payload: ${mutation}(input: { ${input} idempotencyKey: "${key}" }) ${PAYLOAD} }`;
  const { data, errors } = await on.execute(caller.context, query);
  expect(errors).toEqual([]);
  return data?.['payload'] as {
    readonly readiness: { readonly state: string } | null;
    readonly errors: readonly { readonly code: string }[];
  }; // the query's own shape
}

const at = (now: Date): void => {
  billing.clock.now = now;
};

describe('a mutation', () => {
  test('starts a trial and tells of it', async () => {
    at(NOON);
    const caller = aCaller();
    expect(await run('startTrial', 'plan: "team"', caller)).toMatchObject({
      readiness: {
        state: 'TRIALING',
        ready: true,
        reason: { code: 'billing.trial_active' },
        nextTransition: { at: inDays(14).toISOString(), to: 'GRACE' },
      },
      account: { subscription: { providerStatus: 'trialing', plan: { code: 'team', version: 1 } } },
      consistencyToken: A_STRING,
      errors: [],
    });
    const told = await toldBy(billing.database, caller.tenantId);
    expect(told.filter(({ type }) => type === 'billing.readiness.changed').at(-1)?.data).toMatchObject({
      ready: true,
      state: 'TRIALING',
      version: 2,
    });
    expect(told.filter(({ type }) => type === 'billing.entitlements.changed').at(-1)?.data).toMatchObject({
      version: 2,
      features: {
        integrations: { enabled: true, reason: { code: 'billing.feature_in_plan' } },
        reporting: {
          enabled: false,
          reason: { code: 'billing.feature_not_in_plan', remedy: { label: 'Change to the plan Business.' } },
        },
        machines: { enabled: true, unlimited: false, limit: '25' },
      },
    });
  });

  test('changes the plan, agrees to pay, cancels and takes the cancellation back', async () => {
    at(NOON);
    const caller = aCaller();
    await run('startTrial', 'plan: "team"', caller);
    expect(await run('changePlan', 'plan: "team" quantity: 2', caller)).toMatchObject({
      readiness: { state: 'TRIALING', nextTransition: { to: 'ACTIVE' } },
      account: { subscription: { quantity: 2 } },
    });
    at(inDays(20));
    expect(await run('cancelSubscription', '', caller)).toMatchObject({ readiness: { state: 'CANCELING' } });
    expect(await run('changePlan', 'plan: "business"', caller)).toMatchObject({
      readiness: { state: 'ACTIVE', nextTransition: null },
    });
    expect(await run('cancelSubscription', 'atPeriodEnd: false', caller)).toMatchObject({
      readiness: { state: 'CANCELED', ready: false },
    });
    at(NOON);
  });

  test('is made once however often it is sent, and answers the same', async () => {
    const caller = aCaller();
    const key = crypto.randomUUID();
    const first = await run('changePlan', 'plan: "team"', caller, key);
    const told = await toldBy(billing.database, caller.tenantId);
    expect(await run('changePlan', 'plan: "team"', caller, key)).toMatchObject({
      ...first,
      consistencyToken: A_STRING,
    });
    expect(await toldBy(billing.database, caller.tenantId)).toEqual(told);
    expect((await run('changePlan', 'plan: "business"', caller, key)).errors).toMatchObject([
      { code: 'billing.idempotency_key_reused' },
    ]);
  });

  test('that is refused changes nothing and tells nothing', async () => {
    const caller = aCaller();
    expect((await run('cancelSubscription', '', caller)).errors).toMatchObject([
      { __typename: 'RuleRefused', code: 'billing.nothing_to_cancel', reason: { remedy: { label: 'Choose a plan.' } } },
    ]);
    expect(await toldBy(billing.database, caller.tenantId)).toEqual([]);
  });

  test('names the limit that it would break and the plan that would hold it', async () => {
    const caller = aCaller();
    await run('changePlan', 'plan: "business"', caller);
    await billing.database.inTenant(caller.tenantId, async (tx) => {
      const members = Array.from({ length: 6 }, () => ({
        membership_id: crypto.randomUUID(),
        state: 'ACTIVE',
        version: 1,
      }));
      await tx.insertInto('membership_fact').values(members).execute();
    });
    expect((await run('changePlan', 'plan: "team"', caller)).errors).toMatchObject([
      {
        __typename: 'LimitReached',
        code: 'billing.limit_reached',
        path: ['plan'],
        limit: '5',
        used: '6',
        upgrade: { code: 'business' },
      },
    ]);
  });

  test('is refused for an unknown plan as invalid input', async () => {
    expect((await run('changePlan', 'plan: "gold"', aCaller())).errors).toMatchObject([
      { __typename: 'InvalidInput', code: 'billing.not_found', path: ['plan'] },
    ]);
  });

  test('is refused when access says no', async () => {
    const strict = await startBilling(allowOnly());
    expect((await run('changePlan', 'plan: "team"', aCaller(), crypto.randomUUID(), strict)).errors).toMatchObject([
      { __typename: 'NotPermitted', code: 'access.not_permitted' },
    ]);
    expect(strict.access.asked).toEqual([{ action: 'billing.plan.change', resource: null }]);
  });

  test('extends the grace of a debt, and keeps who did it and why', async () => {
    at(NOON);
    const caller = aCaller();
    await run('startTrial', 'plan: "team" days: 1', caller);
    at(inDays(2));
    expect(
      (await run('extendGrace', `until: "${inDays(12).toISOString()}" justification: "The bank is closed."`, caller))
        .readiness,
    ).toMatchObject({
      state: 'GRACE',
      nextTransition: { at: inDays(12).toISOString(), to: 'SUSPENDED', ready: false },
    });
    const kept = await billing.database.inTenant(caller.tenantId, (tx) =>
      tx.selectFrom('grace_extension').selectAll().execute(),
    );
    expect(kept).toMatchObject([
      { justification: 'The bank is closed.', granted_by: [{ kind: 'PERSON' }], overdue_since: inDays(1) },
    ]);
    at(NOON);
  });
});

describe('the history of a subscription', () => {
  test('holds each state with its instant, its reason and its cause', async () => {
    at(NOON);
    const caller = aCaller();
    await run('startTrial', 'plan: "team" days: 1', caller);
    at(inDays(10));
    await run('changePlan', 'plan: "team"', caller);
    const { data } = await billing.execute(
      caller.context,
      '{ billingAccount { subscription { history { at from to cause reason { code } } } } }',
    );
    expect(data).toMatchObject({
      billingAccount: {
        subscription: {
          history: [
            { at: NOON.toISOString(), from: null, to: 'TRIALING', cause: 'CHANGE' },
            {
              at: inDays(1).toISOString(),
              from: 'TRIALING',
              to: 'GRACE',
              cause: 'CLOCK',
              reason: { code: 'billing.payment_failed_grace' },
            },
            {
              at: inDays(8).toISOString(),
              from: 'GRACE',
              to: 'SUSPENDED',
              cause: 'CLOCK',
              reason: { code: 'billing.payment_overdue' },
            },
            { at: inDays(10).toISOString(), from: 'SUSPENDED', to: 'ACTIVE', cause: 'CHANGE' },
          ],
        },
      },
    });
    at(NOON);
  });

  test('dates a change by the change, whatever boundaries its new evidence has in the past', async () => {
    at(NOON);
    const caller = aCaller();
    await run('startTrial', 'plan: "team"', caller);
    await run('changePlan', 'plan: "team"', caller);
    at(inDays(15));
    await run('changePlan', 'plan: "team" quantity: 1', caller);
    at(inDays(30));
    await run('cancelSubscription', 'atPeriodEnd: false', caller);
    const { data } = await billing.execute(caller.context, '{ billingAccount { subscription { history { at to } } } }');
    expect(data).toMatchObject({
      billingAccount: {
        subscription: {
          history: [
            { at: NOON.toISOString(), to: 'TRIALING' },
            { at: inDays(14).toISOString(), to: 'ACTIVE' },
            { at: inDays(30).toISOString(), to: 'CANCELED' },
          ],
        },
      },
    });
    at(NOON);
  });

  test('is written up to the latest change, also to one that changed no state', async () => {
    at(NOON);
    const caller = aCaller();
    await run('changePlan', 'plan: "team"', caller);
    at(inDays(3));
    await run('changePlan', 'plan: "business"', caller);
    const rows = await billing.database.inTenant(caller.tenantId, (tx) =>
      tx.selectFrom('subscription').select(['recorded_state', 'recorded_at']).execute(),
    );
    expect(rows).toEqual([{ recorded_state: 'ACTIVE', recorded_at: inDays(3) }]);
    at(NOON);
  });
});
