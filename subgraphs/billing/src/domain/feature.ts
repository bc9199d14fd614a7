/** What a configuration entitlement may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What one plan, add-on or override contributes to a feature. `unlimited` is its own flag: no limit is never "no number". */
export type GrantValue =
  | { readonly kind: 'BOOLEAN'; readonly enabled: boolean }
  | { readonly kind: 'METERED'; readonly unlimited: boolean; readonly limit: bigint }
  | { readonly kind: 'CONFIG'; readonly value: JsonValue };

export interface FeatureDefinition {
  readonly title: string;
  readonly kind: GrantValue['kind'];
  /** How the layers of PLAN, ADDON and OVERRIDE become one value. */
  readonly merge: 'ANY_ENABLES' | 'LIMITS_ADD' | 'LAST_WINS';
}

/** Everything that can be sold. A feature's merge rule is stated here and nowhere else. */
export const FEATURES = {
  reporting: { title: 'Reporting', kind: 'BOOLEAN', merge: 'ANY_ENABLES' },
  integrations: { title: 'Integrations', kind: 'BOOLEAN', merge: 'ANY_ENABLES' },
  machines: { title: 'Machine identities', kind: 'METERED', merge: 'LIMITS_ADD' },
  seats: { title: 'Seats', kind: 'METERED', merge: 'LIMITS_ADD' },
  audit_retention: { title: 'Audit retention', kind: 'CONFIG', merge: 'LAST_WINS' },
} as const satisfies Record<string, FeatureDefinition>;

export type FeatureName = keyof typeof FEATURES;

/** In the catalogue's order. */
export const FEATURE_NAMES: readonly FeatureName[] = [
  'reporting',
  'integrations',
  'machines',
  'seats',
  'audit_retention',
];

export const isFeature = (name: string): name is FeatureName => Object.hasOwn(FEATURES, name);
