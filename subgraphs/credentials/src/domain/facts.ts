import type { Reason } from '@bailiwick/decision';

/** Facts that other domains own and told us by event. Kept as they said them, with the version they said it at. */
export interface TenantFact {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: 'CUSTOMER' | 'PLATFORM';
  readonly state: string;
  readonly stateReason: Reason | null;
  readonly version: number;
}

export interface MembershipFact {
  readonly membershipId: string;
  readonly personId: string;
  readonly state: string;
  /** Whether it ended of the person's own will. Null while it lasts. */
  readonly voluntary: boolean | null;
  readonly version: number;
}

/** One feature as billing decided it. */
export interface EntitlementFact {
  readonly enabled: boolean;
  readonly reason: Reason;
}

/** Whether billing is in order, as billing decided it. */
export interface ReadinessFact {
  readonly ready: boolean;
  readonly reason: Reason;
}

/** A membership that will not come back by itself. A suspension may, so it is not an end. */
export function hasLeft(membership: Pick<MembershipFact, 'state'>): boolean {
  return membership.state !== 'ACTIVE' && membership.state !== 'SUSPENDED' && membership.state !== 'INVITED';
}
