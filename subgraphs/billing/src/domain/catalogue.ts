import type { FeatureName, GrantValue } from './feature.js';
import type { Plan, Price } from './plan.js';

const enabled: GrantValue = { kind: 'BOOLEAN', enabled: true };
const unlimited: GrantValue = { kind: 'METERED', unlimited: true, limit: 0n };
const upTo = (limit: bigint): GrantValue => ({ kind: 'METERED', unlimited: false, limit });
const retention = (days: number): GrantValue => ({ kind: 'CONFIG', value: { days } });
const monthly = (id: string, unit: Price['unit'], unitAmountMinor: bigint): Price => ({
  id,
  currency: 'EUR',
  unitAmountMinor,
  interval: 'MONTH',
  unit,
});

/**
 * The plans, cheapest first. They are code and not rows because they are the same for every tenant, are reviewed like
 * code, and a version that somebody subscribed to must stay for ever: add the next version below it, never edit one.
 * `catalogue.test.ts` holds a digest of each published version.
 */
export const CATALOGUE: readonly Plan[] = [
  {
    code: 'free',
    version: 1,
    name: 'Free',
    free: true,
    listed: true,
    trialDays: 0,
    graceDays: 0,
    prices: [],
    grants: { machines: upTo(3n), seats: upTo(3n), audit_retention: retention(7) },
  },
  {
    code: 'team',
    version: 1,
    name: 'Team',
    free: false,
    listed: true,
    trialDays: 14,
    graceDays: 7,
    prices: [monthly('team-1-month', 'PLAN', 4900n), monthly('team-1-seat-month', 'SEAT', 900n)],
    grants: { integrations: enabled, machines: upTo(25n), seats: upTo(5n), audit_retention: retention(30) },
  },
  {
    code: 'business',
    version: 1,
    name: 'Business',
    free: false,
    listed: true,
    trialDays: 30,
    graceDays: 14,
    prices: [monthly('business-1-month', 'PLAN', 19_900n), monthly('business-1-seat-month', 'SEAT', 1500n)],
    grants: {
      reporting: enabled,
      integrations: enabled,
      machines: upTo(250n),
      seats: upTo(20n),
      audit_retention: retention(365),
    },
  },
  {
    code: 'internal',
    version: 1,
    name: 'Internal',
    free: true,
    listed: false,
    trialDays: 0,
    graceDays: 0,
    prices: [],
    grants: {
      reporting: enabled,
      integrations: enabled,
      machines: unlimited,
      seats: unlimited,
      audit_retention: retention(365),
    },
  },
];

/** Whoever runs the platform does not send itself invoices. */
export const INTERNAL_PLAN = { code: 'internal', version: 1 } as const;

/** The version that a subscriber keeps. */
export const findPlan = (code: string, version: number): Plan | null =>
  CATALOGUE.find((plan) => plan.code === code && plan.version === version) ?? null;

/** What somebody who chooses today gets, or null when nobody can choose it. */
export const newestPlan = (code: string): Plan | null => plansOnOffer().find((plan) => plan.code === code) ?? null;

/** The newest version of each plan that can be chosen, cheapest first. */
export function plansOnOffer(): readonly Plan[] {
  const listed = CATALOGUE.filter((plan) => plan.listed);
  return listed.filter((plan) => !listed.some((other) => other.code === plan.code && other.version > plan.version));
}

/** The cheapest plan on offer whose own grant satisfies `enough`: what a refusal recommends. */
export function cheapestPlanWith(feature: FeatureName, enough: (grant: GrantValue) => boolean): Plan | null {
  const satisfies = ({ grants }: Plan): boolean => grants[feature] !== undefined && enough(grants[feature]);
  return plansOnOffer().find(satisfies) ?? null;
}
