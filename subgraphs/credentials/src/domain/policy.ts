import type { OwnerKind } from './owner.js';

/** The limits that hold for every machine inside a tenant: what the tenant chose, or the platform's defaults. */
export interface MachinePolicy {
  readonly credentialMaxDays: number;
  /** When a responsibility is reviewed; its declaration may ask for it sooner. */
  readonly responsibilityReviewDays: number;
  readonly stewardsMax: number;
  readonly minStewards: number;
  readonly responsibilityActionsMax: number;
  /** How long a successor has to claim a machine whose last steward left. */
  readonly ownerGraceDays: number;
  readonly allowedOwnerKinds: readonly OwnerKind[];
  /** Without a use for so long, a credential sleeps and only a rotation wakes it. */
  readonly dormantAfterDays: number;
  readonly crossTenantMaxDays: number;
  readonly maxDelegationDepth: number;
  readonly staleReadSeconds: number;
  /** Credentials whose ceiling holds one of these need a second person. */
  readonly fourEyesActions: readonly string[];
  readonly version: number;
}

export const DEFAULT_POLICY: MachinePolicy = {
  credentialMaxDays: 365,
  responsibilityReviewDays: 180,
  stewardsMax: 10,
  minStewards: 1,
  responsibilityActionsMax: 100,
  ownerGraceDays: 7,
  allowedOwnerKinds: ['TENANT', 'PLATFORM', 'RUNTIME', 'INTERNAL_SERVICE', 'EXTERNAL_INTEGRATION', 'AUTONOMOUS_AGENT'],
  dormantAfterDays: 45,
  crossTenantMaxDays: 90,
  maxDelegationDepth: 3,
  staleReadSeconds: 5,
  fourEyesActions: [],
  version: 0,
};

const DAY_MS = 86_400_000;

export function daysAfter(start: Date, days: number): Date {
  return new Date(start.getTime() + days * DAY_MS);
}
