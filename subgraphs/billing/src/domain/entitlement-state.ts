import type { Reason } from '@bailiwick/decision';
import { cheapestPlanWith } from './catalogue.js';
import { isGranted, isSameValue, resolveFeature, type Grant, type Layer, type ResolvedFeature } from './entitlement.js';
import { FEATURE_NAMES, FEATURES, type FeatureName } from './feature.js';
import type { Verdict } from './finding.js';
import { later, spell } from './instant.js';
import type { Plan } from './plan.js';
import { instantsOf, type BillingFacts } from './facts.js';
import { concludeAt } from './readiness.js';
import { because } from './reasons.js';

type EntitlementSource = Layer | 'TRIAL' | 'GRACE';

/** What a tenant has of one feature now. */
export interface Entitlement extends ResolvedFeature {
  readonly source: EntitlementSource;
  readonly enabled: boolean;
  readonly reason: Reason;
  readonly validUntil: Date | null;
  /** Null where the feature's owner counts. */
  readonly used: bigint | null;
}

type Standing = ResolvedFeature & { readonly enabled: boolean; readonly verdict: Verdict; readonly plan: Plan | null };

/** Every feature in the catalogue's order. Nothing is enabled while billing is not in order, whatever was granted. */
export function decideEntitlements(facts: BillingFacts, now: Date): readonly Entitlement[] {
  const instants = instantsOf(facts).filter((instant) => instant > now);
  return FEATURE_NAMES.map((feature) => {
    const standing = standingAt(feature, facts, now);
    const { verdict: _verdict, plan: _plan, ...resolved } = standing;
    return {
      ...resolved,
      source: sourceOf(standing),
      reason: explain(standing, facts.grants, now),
      validUntil: instants.find((at) => !isSameStanding(standing, standingAt(feature, facts, at))) ?? null,
      used: feature === 'seats' ? BigInt(facts.seatsUsed) : null,
    };
  });
}

/** A plan's own contents, as an offer: nobody has used anything of it. */
export function describePlan(plan: Plan): readonly Entitlement[] {
  return FEATURE_NAMES.map((feature) => {
    const resolved = resolveFeature(feature, { plan, quantity: 0 }, [], new Date(0));
    const enabled = isGranted(resolved.value);
    const code = enabled ? 'billing.feature_in_plan' : 'billing.feature_not_in_plan';
    const reason = because(code, { feature: FEATURES[feature].title, plan: plan.name, advice: adviseFeature(feature) });
    return { ...resolved, source: 'PLAN', enabled, reason, validUntil: null, used: null };
  });
}

/** The remedy's sentence: names the plan to go to, or who can make an exception. */
export const advise = (upgrade: Plan | null): string =>
  upgrade === null ? 'Ask the operator of the platform for an exception.' : `Change to the plan ${upgrade.name}.`;

const adviseFeature = (feature: FeatureName): string => advise(cheapestPlanWith(feature, isGranted));

function standingAt(feature: FeatureName, facts: BillingFacts, at: Date): Standing {
  const { verdict, subscription } = concludeAt(facts, at);
  const resolved = resolveFeature(feature, subscription, facts.grants, at);
  return {
    ...resolved,
    verdict,
    plan: subscription?.plan ?? null,
    enabled: verdict.ready && isGranted(resolved.value),
  };
}

const isSameStanding = (one: Standing, other: Standing): boolean =>
  one.enabled === other.enabled && isSameValue(one.value, other.value);

function sourceOf({ layer, value, verdict: { state } }: Standing): EntitlementSource {
  if (layer !== 'PLAN' || !isGranted(value)) return layer;
  if (state === 'TRIALING') return 'TRIAL';
  return state === 'GRACE' ? 'GRACE' : 'PLAN';
}

function explain({ feature, layer, verdict, plan, enabled }: Standing, grants: readonly Grant[], now: Date): Reason {
  if (!verdict.ready) return verdict.reason;
  const facts = { feature: FEATURES[feature].title, plan: plan?.name ?? 'the plan' };
  if (!enabled) return because('billing.feature_not_in_plan', { ...facts, advice: adviseFeature(feature) });
  if (layer === 'OVERRIDE') return because('billing.override_active', { until: overrideEnd(feature, grants, now) });
  return because(layer === 'ADDON' ? 'billing.feature_in_addon' : 'billing.feature_in_plan', facts);
}

function overrideEnd(feature: FeatureName, grants: readonly Grant[], now: Date): string {
  const ends = grants
    .filter((grant) => grant.layer === 'OVERRIDE' && grant.feature === feature && grant.grantedAt <= now)
    .map(({ expiresAt }) => expiresAt);
  const dated = ends.filter((end) => end !== null);
  return dated.length < ends.length ? 'until it is withdrawn' : `until ${spell(dated.reduce(later, now))}`;
}
