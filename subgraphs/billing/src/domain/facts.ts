import type { Grant } from './entitlement.js';
import { byTime } from './instant.js';
import { clockInstants, type Subscription } from './subscription.js';

/** Everything that billing knows about one tenant. All conclusions follow from it and the time. */
export interface BillingFacts {
  readonly subscriptions: readonly Subscription[];
  /** A stored payment method, or under MANUAL the agreement to be invoiced. */
  readonly paymentAgreed: boolean;
  readonly grants: readonly Grant[];
  /** Active memberships, by identity's facts. */
  readonly seatsUsed: number;
}

/** Every instant at which time alone may change any conclusion about the tenant. */
export function instantsOf({ subscriptions, grants }: Pick<BillingFacts, 'subscriptions' | 'grants'>): readonly Date[] {
  const expiries = grants.flatMap(({ grantedAt, expiresAt }) =>
    expiresAt === null ? [grantedAt] : [grantedAt, expiresAt],
  );
  return [...subscriptions.flatMap(clockInstants), ...expiries].sort(byTime);
}
