import type { Reason } from '@bailiwick/decision';
import { cheapestPlanWith } from './catalogue.js';
import { isGranted } from './entitlement.js';
import { advise, type Entitlement } from './entitlement-state.js';
import { FEATURES, type GrantValue } from './feature.js';
import type { Verdict } from './finding.js';
import type { Plan } from './plan.js';
import { because } from './reasons.js';

/** Billing's answer about one feature. */
export interface EntitlementAnswer {
  readonly allowed: boolean;
  readonly reason: Reason;
  readonly entitlement: Entitlement | null;
  readonly upgrade: Plan | null;
}

type MeteredValue = Extract<GrantValue, { kind: 'METERED' }>;

/** From here on there is a hint: so many percent of the limit are in use. */
const NEAR_PERCENT = 80n;

/**
 * Is the feature usable, and do `requested` more fit? The reason is the feature's own, and a no names the cheapest plan
 * that would turn it into a yes.
 */
export function decideEntitlementCheck(
  entitlement: Entitlement | null,
  name: string,
  requested: bigint,
): EntitlementAnswer {
  if (requested < 1n) {
    const reason = because('billing.invalid_input', { problem: 'requested must be 1 or more.' });
    return { allowed: false, reason, entitlement: null, upgrade: null };
  }
  if (entitlement === null) return refused(because('billing.feature_unknown', { feature: name }), null, null);
  const { value, enabled, reason, used } = entitlement;
  if (!enabled)
    return refused(reason, entitlement, isGranted(value) ? null : cheapestPlanWith(entitlement.feature, isGranted));
  if (value.kind !== 'METERED' || value.unlimited) return { allowed: true, reason, entitlement, upgrade: null };
  return decideAmount(entitlement, value, used ?? 0n, requested);
}

function decideAmount(
  entitlement: Entitlement,
  value: MeteredValue,
  used: bigint,
  requested: bigint,
): EntitlementAnswer {
  const wanted = used + requested;
  const { title } = FEATURES[entitlement.feature];
  const facts = { feature: title, used: String(used), limit: String(value.limit), requested: String(requested) };
  const upgrade = cheapestPlanWith(entitlement.feature, (grant) => holds(grant, wanted));
  const advice = advise(upgrade);
  if (wanted > value.limit)
    return refused(because('billing.limit_reached', { ...facts, advice }), entitlement, upgrade);
  const isNear = wanted * 100n >= value.limit * NEAR_PERCENT;
  const near = because('billing.limit_near', { ...facts, used: String(wanted), advice });
  return { allowed: true, reason: isNear ? near : entitlement.reason, entitlement, upgrade: null };
}

/** Whether a plan's own grant holds so many. */
export const holds = (grant: GrantValue, amount: bigint): boolean =>
  grant.kind === 'METERED' && (grant.unlimited || grant.limit >= amount);

const refused = (reason: Reason, entitlement: Entitlement | null, upgrade: Plan | null): EntitlementAnswer => ({
  allowed: false,
  reason,
  entitlement,
  upgrade,
});

/** Whether an answer would tell that a payment is missing: not everybody who may use a feature may know that. */
export const restsOnBillingFacts = ({ ready, state }: Verdict): boolean =>
  !ready || state === 'GRACE' || state === 'UNKNOWN';

/** The answer as somebody may see it who may use features and may not know the account: access says so in its own words. */
export function redactCheck(
  answer: EntitlementAnswer,
  { ready }: Verdict,
  mayRead: { readonly allowed: boolean; readonly reason: Reason },
): EntitlementAnswer {
  if (mayRead.allowed) return answer;
  return {
    ...answer,
    reason: ready ? answer.reason : mayRead.reason,
    entitlement: null,
    upgrade: ready ? answer.upgrade : null,
  };
}
