import { allowOnly, aPersonContext } from '@bailiwick/subgraph-host/testing';
import { newTenantId } from '@bailiwick/database/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { inDays, NOON } from './builders.js';
import { aCaller, startBilling, type Caller } from './database.js';

type Billing = Awaited<ReturnType<typeof startBilling>>;

const A_STRING: unknown = expect.any(String);

let billing: Billing;
let strict: Billing;
beforeAll(async () => {
  billing = await startBilling();
  strict = await startBilling(allowOnly('billing.entitlement.check'));
});

const subscribe = (caller: Caller, mutation: string) =>
  billing.execute(caller.context, `mutation { ${mutation} { errors { code } } }`);

/** Somebody without `billing.account.read` in the same tenant. */
const aMember = ({ tenantId }: Caller) =>
  aPersonContext(tenantId, crypto.randomUUID(), { scope: ['billing.entitlement.check'] });

const entities = (representations: readonly object[], fields: string) => ({
  query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`,
  variables: { representations },
});

describe('the billing account', () => {
  test('is there before anything was chosen', async () => {
    const { data, errors } = await billing.execute(
      aCaller().context,
      '{ billingAccount { id subscription { id } paymentMethodOnFile readiness { ready state version reason { code owner remedy { section requiredPermission } } } seats { included purchased used available unlimited overSubscribed } } }',
    );
    expect(errors).toEqual([]);
    expect(data?.['billingAccount']).toMatchObject({
      subscription: null,
      paymentMethodOnFile: false,
      readiness: {
        ready: false,
        state: 'NOT_CONFIGURED',
        version: 0,
        reason: {
          code: 'billing.not_configured',
          owner: 'BILLING',
          remedy: { section: 'BILLING', requiredPermission: 'billing.plan.change' },
        },
      },
      seats: { included: 0, purchased: 0, used: 0, available: 0, unlimited: false, overSubscribed: false },
    });
  });

  test('shows every field of the schema', async () => {
    const caller = aCaller();
    await subscribe(caller, 'startTrial(input: { plan: "team", idempotencyKey: "1" })');
    const { data, errors } = await billing.execute(
      caller.context,
      `{ billingAccount { tenant { id }
          readiness { warnings { code } steps { rule passed because evidence } trialEndsAt graceEndsAt currentPeriodEnd asOf nextTransition { at to ready reason { code } } }
          subscription { id quantity state providerStatus trialEndsAt currentPeriodStart currentPeriodEnd cancelAtPeriodEnd cancelAt
            plan { code name version free trialDays graceDays prices { id currency unitAmountMinor interval unit } entitlements { feature enabled } } }
          entitlements { __typename feature source enabled validUntil reason { code }
            ... on ConfigEntitlement { value planValue overrideValue } ... on MeteredEntitlement { unlimited limit used remaining overage } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data?.['billingAccount']).toMatchObject({
      tenant: { id: caller.tenantId },
      readiness: {
        warnings: [{ code: 'billing.trial_no_payment_method' }],
        trialEndsAt: inDays(14).toISOString(),
        graceEndsAt: null,
        currentPeriodEnd: inDays(14).toISOString(),
        asOf: NOON.toISOString(),
      },
      subscription: {
        state: 'TRIALING',
        currentPeriodStart: NOON.toISOString(),
        cancelAtPeriodEnd: false,
        cancelAt: null,
        plan: {
          code: 'team',
          prices: [
            { unitAmountMinor: '4900', unit: 'PLAN' },
            { unitAmountMinor: '900', unit: 'SEAT' },
          ],
        },
      },
      entitlements: [
        { __typename: 'BooleanEntitlement', feature: 'reporting', enabled: false, source: 'PLAN' },
        {
          __typename: 'BooleanEntitlement',
          feature: 'integrations',
          enabled: true,
          source: 'TRIAL',
          validUntil: inDays(21).toISOString(),
        },
        {
          __typename: 'MeteredEntitlement',
          feature: 'machines',
          unlimited: false,
          limit: '25',
          used: null,
          remaining: null,
          overage: null,
        },
        { __typename: 'MeteredEntitlement', feature: 'seats', limit: '5', used: '0', remaining: '5', overage: '0' },
        {
          __typename: 'ConfigEntitlement',
          feature: 'audit_retention',
          value: { days: 30 },
          planValue: { days: 30 },
          overrideValue: null,
        },
      ],
    });
  });

  test('is null with access’s reason for somebody who may not read it', async () => {
    const { data, errors } = await strict.execute(
      aMember(aCaller()),
      '{ billingAccount { id } tenant { id billingReadiness { ready } } plans { code } }',
    );
    expect(data).toMatchObject({
      billingAccount: null,
      tenant: { billingReadiness: null },
      plans: [{ code: 'free' }, { code: 'team' }, { code: 'business' }],
    });
    expect(errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'NOT_PERMITTED', reason: { code: 'access.not_permitted' }, decisionId: A_STRING },
      { code: 'NOT_PERMITTED', reason: { code: 'access.not_permitted' } },
    ]);
  });

  test('with its tenant and its section costs three statements', async () => {
    const caller = aCaller();
    await subscribe(caller, 'startTrial(input: { plan: "team", idempotencyKey: "1" })');
    const { query, variables } = entities(
      [
        { __typename: 'BillingSection', id: `${caller.tenantId}:BILLING` },
        { __typename: 'Tenant', id: caller.tenantId },
      ],
      'id: __typename ... on BillingSection { attention { level } readiness { ready } } ... on Tenant { billing { id } billingReadiness { ready } }',
    );
    const whole = query.replace(
      '{ _entities',
      '{ tenant { id billing { id subscription { id } seats { used } } billingReadiness { ready } } billingAccount { id entitlements { feature } } _entities',
    );
    const before = billing.database.statements.count;
    const { errors } = await billing.execute(caller.context, whole, variables);
    expect(errors).toEqual([]);
    expect(billing.database.statements.count - before).toBe(3);
  });
});

describe('what belongs to another tenant', () => {
  test('resolves exactly like what does not exist', async () => {
    const [ours, theirs] = [aCaller(), aCaller()];
    await subscribe(theirs, 'changePlan(input: { plan: "team", idempotencyKey: "1" })');
    const { data: known } = await billing.execute(theirs.context, '{ billingAccount { subscription { id } } }');
    const id = (known as { billingAccount: { subscription: { id: string } } }).billingAccount.subscription.id; // the query's own shape
    const representations = (tenantId: string, subscription: string) => [
      { __typename: 'Tenant', id: tenantId },
      { __typename: 'BillingAccount', id: tenantId },
      { __typename: 'BillingSection', id: `${tenantId}:BILLING` },
      { __typename: 'Subscription', id: subscription },
    ];
    for (const asked of [representations(theirs.tenantId, id), representations(newTenantId(), crypto.randomUUID())]) {
      const { query, variables } = entities(asked, '__typename');
      expect(await billing.execute(ours.context, query, variables)).toMatchObject({
        data: { _entities: [null, null, null, null] },
        errors: [],
      });
    }
    const { query, variables } = entities(representations(theirs.tenantId, id), '__typename');
    expect(await billing.execute(theirs.context, query, variables)).toMatchObject({
      data: { _entities: [{ __typename: 'Tenant' }, {}, {}, { __typename: 'Subscription' }] },
    });
  });

  test('is not believed when a representation states it', async () => {
    const caller = aCaller();
    const { query, variables } = entities(
      [{ __typename: 'Tenant', id: caller.tenantId, billingReadiness: { ready: true } }],
      '... on Tenant { billingReadiness { ready } }',
    );
    expect((await billing.execute(caller.context, query, variables)).data).toMatchObject({
      _entities: [{ billingReadiness: { ready: false } }],
    });
  });
});

describe('a plan', () => {
  test('is found by its code when it is on offer', async () => {
    const { query, variables } = entities(
      [
        { __typename: 'Plan', code: 'team' },
        { __typename: 'Plan', code: 'internal' },
        { __typename: 'Plan', code: 'gold' },
      ],
      '... on Plan { name }',
    );
    expect((await billing.execute(aCaller().context, query, variables)).data).toEqual({
      _entities: [{ name: 'Team' }, null, null],
    });
  });
});
