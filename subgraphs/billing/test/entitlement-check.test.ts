import { allowOnly, aPersonContext } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { inDays, NOON } from './builders.js';
import { aCaller, startBilling, type Caller } from './database.js';

type Billing = Awaited<ReturnType<typeof startBilling>>;

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

describe('checking an entitlement', () => {
  const CHECK = (feature: string) =>
    `{ entitlementCheck(feature: "${feature}") { allowed asOf version reason { code message } upgrade { code } entitlement { feature source } } }`;

  test('answers every member', async () => {
    const caller = aCaller();
    await subscribe(caller, 'changePlan(input: { plan: "team", idempotencyKey: "1" })');
    expect((await strict.execute(aMember(caller), CHECK('integrations'))).data).toMatchObject({
      entitlementCheck: {
        allowed: true,
        asOf: NOON.toISOString(),
        version: 2,
        reason: { code: 'billing.feature_in_plan' },
        entitlement: { source: 'PLAN' },
      },
    });
    expect((await strict.execute(aMember(caller), CHECK('reporting'))).data).toMatchObject({
      entitlementCheck: {
        allowed: false,
        upgrade: { code: 'business' },
        reason: { code: 'billing.feature_not_in_plan' },
      },
    });
  });

  test('does not tell a member that nothing is paid for', async () => {
    const caller = aCaller();
    expect((await strict.execute(aMember(caller), CHECK('integrations'))).data).toMatchObject({
      entitlementCheck: { allowed: false, reason: { code: 'access.not_permitted' }, entitlement: null, upgrade: null },
    });
    expect((await billing.execute(caller.context, CHECK('integrations'))).data).toMatchObject({
      entitlementCheck: { allowed: false, reason: { code: 'billing.not_configured' } },
    });
  });

  test('does not tell a member that a payment is missing, and lets them go on', async () => {
    const caller = aCaller();
    await subscribe(caller, 'startTrial(input: { plan: "team", days: 1, idempotencyKey: "1" })');
    strict.clock.now = inDays(2);
    expect((await strict.execute(aMember(caller), CHECK('integrations'))).data).toMatchObject({
      entitlementCheck: { allowed: true, reason: { code: 'billing.feature_in_plan' }, entitlement: null },
    });
    strict.clock.now = NOON;
  });

  test('refuses an amount that is none', async () => {
    const { data } = await billing.execute(
      aCaller().context,
      '{ entitlementCheck(feature: "seats", requested: "0") { allowed reason { code } } }',
    );
    expect(data).toMatchObject({ entitlementCheck: { allowed: false, reason: { code: 'billing.invalid_input' } } });
  });
});
