/** The limits that hold for every machine inside a tenant. One set for all tenants until tenants can set their own. */
export interface MachinePolicy {
  readonly credentialMaxDays: number;
  readonly reviewMaxDays: number;
  readonly reviewDefaultDays: number;
  readonly stewardsMax: number;
  readonly responsibilityActionsMax: number;
}

export const DEFAULT_POLICY: MachinePolicy = {
  credentialMaxDays: 365,
  reviewMaxDays: 365,
  reviewDefaultDays: 180,
  stewardsMax: 10,
  responsibilityActionsMax: 100,
};

const DAY_MS = 86_400_000;

export function daysAfter(start: Date, days: number): Date {
  return new Date(start.getTime() + days * DAY_MS);
}
