import { FEATURES, type FeatureName, type GrantValue, type JsonValue } from './feature.js';
import type { Plan } from './plan.js';

/** Weakest first: an add-on adds to the plan, an operator's override to both. */
const LAYERS = ['PLAN', 'ADDON', 'OVERRIDE'] as const;
export type Layer = (typeof LAYERS)[number];

/** Something granted beside the plan. */
export interface Grant {
  readonly id: string;
  readonly layer: 'ADDON' | 'OVERRIDE';
  readonly feature: FeatureName;
  readonly value: GrantValue;
  readonly grantedAt: Date;
  readonly expiresAt: Date | null;
}

/** What a subscription gives: the plan's version and the seats bought with it. */
export interface PlanShare {
  readonly plan: Plan;
  readonly quantity: number;
}

/** A feature after its layers were merged. */
export interface ResolvedFeature {
  readonly feature: FeatureName;
  /** The strongest layer without which the value would be another. */
  readonly layer: Layer;
  readonly value: GrantValue;
  readonly planValue: GrantValue | null;
  readonly overrideValue: GrantValue | null;
}

interface Contribution {
  readonly layer: Layer;
  readonly value: GrantValue;
  readonly order: string;
}

/**
 * PLAN < ADDON < OVERRIDE, merged as the feature says. Neither the order in which grants are read nor the order in
 * which they were made changes a limit or a switch; of two configurations in one layer the later one wins.
 */
export function resolveFeature(
  feature: FeatureName,
  share: PlanShare | null,
  grants: readonly Grant[],
  now: Date,
): ResolvedFeature {
  const contributions = [...planContribution(feature, share), ...grantContributions(feature, grants, now)];
  const value = merge(feature, contributions);
  return {
    feature,
    layer: LAYERS.findLast((layer) => isDecisive(feature, layer, contributions, value)) ?? 'PLAN',
    value,
    planValue: ofLayer(feature, 'PLAN', contributions),
    overrideValue: ofLayer(feature, 'OVERRIDE', contributions),
  };
}

/** What the value is worth before anything is used: a switch that is on, a limit above zero, a configuration that is set. */
export function isGranted(value: GrantValue): boolean {
  if (value.kind === 'BOOLEAN') return value.enabled;
  return value.kind === 'METERED' ? value.unlimited || value.limit > 0n : value.value !== null;
}

function planContribution(feature: FeatureName, share: PlanShare | null): readonly Contribution[] {
  const value = share?.plan.grants[feature];
  if (share === null || value === undefined) return [];
  const bought = feature === 'seats' && value.kind === 'METERED' ? BigInt(share.quantity) : 0n;
  return [
    { layer: 'PLAN', value: value.kind === 'METERED' ? { ...value, limit: value.limit + bought } : value, order: '' },
  ];
}

function grantContributions(feature: FeatureName, grants: readonly Grant[], now: Date): readonly Contribution[] {
  const isCurrent = ({ grantedAt, expiresAt }: Grant): boolean =>
    grantedAt <= now && (expiresAt === null || now < expiresAt);
  return grants
    .filter((grant) => grant.feature === feature && isCurrent(grant))
    .map(({ layer, value, grantedAt, id }) => ({ layer, value, order: `${grantedAt.toISOString()} ${id}` }));
}

function ofLayer(feature: FeatureName, layer: Layer, contributions: readonly Contribution[]): GrantValue | null {
  const own = contributions.filter((contribution) => contribution.layer === layer);
  return own.length === 0 ? null : merge(feature, own);
}

function isDecisive(feature: FeatureName, layer: Layer, all: readonly Contribution[], merged: GrantValue): boolean {
  const others = all.filter((contribution) => contribution.layer !== layer);
  return others.length < all.length && !isSameValue(merge(feature, others), merged);
}

function merge(feature: FeatureName, contributions: readonly Contribution[]): GrantValue {
  const values = contributions.map(({ value }) => value);
  const { kind } = FEATURES[feature];
  if (kind === 'BOOLEAN') return { kind, enabled: values.some((value) => value.kind === 'BOOLEAN' && value.enabled) };
  if (kind === 'METERED') return { kind, ...addLimits(values) };
  return { kind, value: lastConfiguration(contributions) };
}

function addLimits(values: readonly GrantValue[]): { readonly unlimited: boolean; readonly limit: bigint } {
  const metered = values.filter((value) => value.kind === 'METERED');
  const sum = metered.reduce((total, { limit }) => total + limit, 0n);
  return { unlimited: metered.some(({ unlimited }) => unlimited), limit: sum < 0n ? 0n : sum };
}

function lastConfiguration(contributions: readonly Contribution[]): JsonValue {
  const rank = ({ layer, order }: Contribution): string => `${LAYERS.indexOf(layer)} ${order}`;
  const last = [...contributions].sort((one, other) => (rank(one) < rank(other) ? -1 : 1)).at(-1);
  return last?.value.kind === 'CONFIG' ? last.value.value : null;
}

/** Compares what a customer can see of two values; the number behind an unlimited one is not seen. */
export function isSameValue(one: GrantValue, other: GrantValue): boolean {
  const visible = (value: GrantValue): string => {
    if (value.kind === 'METERED') return value.unlimited ? 'unlimited' : String(value.limit);
    return JSON.stringify(value);
  };
  return visible(one) === visible(other);
}
