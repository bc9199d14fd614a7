import { reasons } from '../reasons.js';
import type { BillingFact } from './check.js';
import { notApplicable, onFact, type Rule } from './rule.js';

/** Identity's own verdict on the set-up, in its own words. */
const platformReady: Rule = (check) =>
  onFact(
    check,
    { rule: 'platform.ready', effect: 'REQUIRE', source: 'identity', what: 'the set-up of this tenant' },
    check.facts.setup,
    ({ ready, reason }) => ({ outcome: ready ? 'PASS' : 'FAIL', reason }),
  );

/** Billing's own verdict, in its own words. */
const billingReady: Rule = (check) =>
  onFact(
    check,
    { rule: 'billing.ready', effect: 'REQUIRE', source: 'billing', what: 'the billing of this tenant' },
    check.facts.billing,
    (billing) => {
      const verdict = verdictAt(billing, check.now);
      return { outcome: verdict.ready ? 'PASS' : 'FAIL', reason: verdict.reason };
    },
  );

/**
 * A verdict says when time alone will turn it. Once that moment has passed, a no takes effect even if billing is not
 * there to say so; a yes waits until billing says it.
 */
function verdictAt(
  billing: BillingFact,
  now: Date,
): { readonly ready: boolean; readonly reason: BillingFact['reason'] } {
  const next = billing.nextTransition;
  return next !== null && next.at <= now && !next.ready ? next : billing;
}

/** The plan must include what the action uses. A feature that billing does not name is not included. */
const featureEnabled: Rule = (check) => {
  const { feature } = check.action;
  if (feature === null) return notApplicable('billing.feature', 'REQUIRE', check);
  return onFact(
    check,
    { rule: 'billing.feature', effect: 'REQUIRE', source: 'billing', what: 'the features of this tenant' },
    check.facts.entitlements,
    ({ features }) => {
      const entitlement = Object.hasOwn(features, feature) ? features[feature] : undefined;
      if (entitlement === undefined)
        return { outcome: 'FAIL', reason: reasons.reason('access.feature_unknown', { facts: { feature } }) };
      return { outcome: entitlement.enabled ? 'PASS' : 'FAIL', reason: entitlement.reason };
    },
  );
};

export const PLATFORM_RULES: readonly Rule[] = [platformReady];
export const BILLING_RULES: readonly Rule[] = [billingReady, featureEnabled];
