import { describe, expect, test } from 'vitest';
import {
  aDebt,
  aGrant,
  aPlan,
  aSubscription,
  aTrial,
  inDays,
  justBefore,
  NOON,
  subscribedTo,
  theFacts,
} from '../../test/builders.js';
import { resolveFeature } from './entitlement.js';
import { decideEntitlements, describePlan, type Entitlement } from './entitlement-state.js';
import type { FeatureName, GrantValue } from './feature.js';
import type { BillingFacts } from './facts.js';

const TEAM = { plan: aPlan('team'), quantity: 0 };
const enabled = (feature: FeatureName) => ({ feature, value: { kind: 'BOOLEAN', enabled: true } }) as const;
const metered = (limit: bigint): GrantValue => ({ kind: 'METERED', unlimited: false, limit });

function entitlementOf(feature: FeatureName, facts: BillingFacts, now = NOON): Entitlement {
  const found = decideEntitlements(facts, now).find((entitlement) => entitlement.feature === feature);
  if (found === undefined) throw new Error(`There is no ${feature}.`);
  return found;
}

describe('the layers of a feature', () => {
  test('enable a switch when any of them does', () => {
    expect(resolveFeature('reporting', TEAM, [], NOON)).toMatchObject({ layer: 'PLAN', value: { enabled: false } });
    expect(resolveFeature('reporting', TEAM, [aGrant(enabled('reporting'))], NOON)).toMatchObject({
      layer: 'ADDON',
      value: { enabled: true },
    });
  });

  test('cannot switch off what a weaker one enables', () => {
    const off = aGrant({ layer: 'OVERRIDE', feature: 'integrations', value: { kind: 'BOOLEAN', enabled: false } });
    expect(resolveFeature('integrations', TEAM, [off], NOON)).toMatchObject({
      layer: 'PLAN',
      value: { enabled: true },
    });
  });

  test('add up to a limit that is never below zero', () => {
    const grants = [aGrant(), aGrant({ id: 'b', layer: 'OVERRIDE', value: metered(-20n) })];
    expect(resolveFeature('machines', TEAM, grants, NOON)).toMatchObject({
      layer: 'OVERRIDE',
      value: { limit: 15n, unlimited: false },
    });
    expect(resolveFeature('machines', TEAM, [aGrant({ value: metered(-99n) })], NOON)).toMatchObject({
      value: { limit: 0n },
    });
  });

  test('are unlimited by their own flag, whatever the number beside it', () => {
    const grants = [aGrant({ value: { kind: 'METERED', unlimited: true, limit: 0n } })];
    expect(resolveFeature('machines', TEAM, grants, NOON)).toMatchObject({ value: { unlimited: true } });
    expect(resolveFeature('machines', null, [], NOON)).toMatchObject({ value: { unlimited: false, limit: 0n } });
  });

  test('let the strongest configuration win, and within a layer the latest', () => {
    const days = (value: number, about: object) =>
      aGrant({ feature: 'audit_retention', value: { kind: 'CONFIG', value: { days: value } }, ...about });
    const exception = days(90, { id: 'x', layer: 'OVERRIDE', grantedAt: inDays(-9) });
    const later = days(91, { id: 'a', layer: 'OVERRIDE', grantedAt: inDays(-8) });
    const addon = days(99, { id: 'y', grantedAt: inDays(-1) });
    expect(resolveFeature('audit_retention', TEAM, [later, exception, addon], NOON)).toMatchObject({
      layer: 'OVERRIDE',
      value: { value: { days: 91 } },
      planValue: { value: { days: 30 } },
      overrideValue: { value: { days: 91 } },
    });
  });

  test('count bought seats with the plan’s', () => {
    expect(resolveFeature('seats', { ...TEAM, quantity: 4 }, [], NOON)).toMatchObject({
      layer: 'PLAN',
      value: { limit: 9n },
    });
  });

  test('leave out a grant from its expiry on, and before it was made', () => {
    const grant = aGrant({ expiresAt: inDays(1), grantedAt: NOON });
    expect(resolveFeature('machines', TEAM, [grant], justBefore(inDays(1)))).toMatchObject({ value: { limit: 35n } });
    expect(resolveFeature('machines', TEAM, [grant], inDays(1))).toMatchObject({ value: { limit: 25n } });
    expect(resolveFeature('machines', TEAM, [grant], justBefore(NOON))).toMatchObject({ value: { limit: 25n } });
  });
});

describe('an entitlement', () => {
  test('is the plan’s, and says so', () => {
    expect(entitlementOf('integrations', subscribedTo(aSubscription()))).toMatchObject({
      source: 'PLAN',
      enabled: true,
      validUntil: null,
      reason: { code: 'billing.feature_in_plan', message: 'Integrations is part of Team.' },
    });
  });

  test('that the plan lacks names the plan to go to', () => {
    expect(entitlementOf('reporting', subscribedTo(aSubscription()))).toMatchObject({
      enabled: false,
      reason: {
        code: 'billing.feature_not_in_plan',
        remedy: { label: 'Change to the plan Business.', requiredPermission: 'billing.plan.change' },
      },
    });
  });

  test('of an add-on and of an exception name their source', () => {
    const addon = theFacts({ subscriptions: [aSubscription()], grants: [aGrant(enabled('reporting'))] });
    expect(entitlementOf('reporting', addon).reason.code).toBe('billing.feature_in_addon');
    const grants = [aGrant({ ...enabled('reporting'), layer: 'OVERRIDE', expiresAt: inDays(3) })];
    expect(entitlementOf('reporting', { ...addon, grants })).toMatchObject({
      source: 'OVERRIDE',
      validUntil: inDays(3),
      reason: {
        code: 'billing.override_active',
        message: 'An exception by the platform’s operators applies until 2026-03-13 12:00 UTC.',
      },
    });
  });

  test('on trial and in grace names that as its source', () => {
    expect(entitlementOf('integrations', subscribedTo(aTrial())).source).toBe('TRIAL');
    expect(entitlementOf('integrations', subscribedTo(aDebt()))).toMatchObject({
      source: 'GRACE',
      validUntil: inDays(7),
    });
  });

  test('ends with the readiness, and carries its reason', () => {
    const facts = subscribedTo(aDebt());
    expect(entitlementOf('machines', facts, justBefore(inDays(7))).enabled).toBe(true);
    expect(entitlementOf('machines', facts, inDays(7))).toMatchObject({
      enabled: false,
      reason: { code: 'billing.payment_overdue' },
    });
  });

  test('does not outlive a trial without an agreed payment by more than the grace', () => {
    const facts = theFacts({ subscriptions: [aTrial()], paymentAgreed: false });
    expect(entitlementOf('integrations', facts, inDays(20)).enabled).toBe(true);
    expect(entitlementOf('integrations', facts, inDays(21)).enabled).toBe(false);
  });

  test('counts seats, and leaves other counting to the feature’s owner', () => {
    const facts = theFacts({ subscriptions: [aSubscription()], seatsUsed: 3 });
    expect(entitlementOf('seats', facts).used).toBe(3n);
    expect(entitlementOf('machines', facts).used).toBeNull();
  });
});

describe('a plan on offer', () => {
  test('lists every feature, with what it lacks', () => {
    const offer = describePlan(aPlan('free')).map(({ feature, enabled: has }) => `${feature} ${has}`);
    expect(offer).toEqual([
      'reporting false',
      'integrations false',
      'machines true',
      'seats true',
      'audit_retention true',
    ]);
  });
});
