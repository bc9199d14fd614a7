import { describe, expect, test } from 'vitest';
import { aDebt, aGrant, aPlan, aSubscription, inDays, NOON, subscribedTo, theFacts } from '../../test/builders.js';
import { decideEntitlementCheck, type EntitlementAnswer } from './entitlement-check.js';
import { decideEntitlements } from './entitlement-state.js';
import type { BillingFacts } from './facts.js';

function check(feature: string, requested: bigint, facts: BillingFacts, now = NOON): EntitlementAnswer {
  const entitlement = decideEntitlements(facts, now).find((each) => each.feature === feature) ?? null;
  return decideEntitlementCheck(entitlement, feature, requested);
}

const team = (seatsUsed: number): BillingFacts =>
  theFacts({ subscriptions: [aSubscription({ quantity: 5 })], seatsUsed });

describe('checking an entitlement', () => {
  test('allows what is in the plan', () => {
    expect(check('integrations', 1n, team(0))).toMatchObject({
      allowed: true,
      upgrade: null,
      reason: { code: 'billing.feature_in_plan' },
    });
  });

  test('refuses what is not, and recommends the cheapest plan that has it', () => {
    expect(check('reporting', 1n, team(0))).toMatchObject({
      allowed: false,
      upgrade: { code: 'business' },
      reason: { code: 'billing.feature_not_in_plan' },
    });
  });

  test('recommends no plan when it is the readiness that is missing', () => {
    expect(check('integrations', 1n, subscribedTo(aDebt()), inDays(7))).toMatchObject({
      allowed: false,
      upgrade: null,
      reason: { code: 'billing.payment_overdue' },
    });
  });

  test('refuses a feature that nobody sells', () => {
    expect(check('teleportation', 1n, team(0))).toMatchObject({
      allowed: false,
      entitlement: null,
      reason: { code: 'billing.feature_unknown' },
    });
  });

  test('refuses to check an amount below one', () => {
    expect(check('seats', 0n, team(0)).reason.code).toBe('billing.invalid_input');
    expect(check('seats', 1n, team(0)).allowed).toBe(true);
  });

  test('fills a limit to the last one and no further', () => {
    expect(check('seats', 1n, team(9))).toMatchObject({ allowed: true });
    expect(check('seats', 1n, team(10))).toMatchObject({
      allowed: false,
      upgrade: { code: 'business' },
      reason: { code: 'billing.limit_reached' },
    });
    expect(check('seats', 2n, team(9)).allowed).toBe(false);
  });

  test('hints from four fifths of a limit on', () => {
    expect(check('seats', 1n, team(6)).reason.code).toBe('billing.feature_in_plan');
    expect(check('seats', 1n, team(7)).reason.code).toBe('billing.limit_near');
  });

  test('refuses new seats while there are more members than seats', () => {
    expect(check('seats', 1n, team(11))).toMatchObject({ allowed: false, reason: { code: 'billing.limit_reached' } });
  });

  test('takes the amount as the whole where the feature’s owner counts', () => {
    expect(check('machines', 25n, team(0)).allowed).toBe(true);
    expect(check('machines', 26n, team(0))).toMatchObject({ allowed: false, upgrade: { code: 'business' } });
  });

  test('knows no plan for more than any plan holds, and says whom to ask', () => {
    expect(check('machines', 251n, team(0))).toMatchObject({
      upgrade: null,
      reason: { remedy: { label: 'Ask the operator of the platform for an exception.' } },
    });
  });

  test('has no limit where the grant is unlimited', () => {
    const grants = [aGrant({ value: { kind: 'METERED', unlimited: true, limit: 0n } })];
    const facts = theFacts({ subscriptions: [aSubscription({ plan: aPlan('free') })], grants });
    expect(check('machines', 10n ** 18n, facts).allowed).toBe(true);
  });
});
