import { resolveFeature } from './entitlement.js';
import type { GrantValue } from './feature.js';
import type { BillingFacts } from './facts.js';
import { concludeAt } from './readiness.js';

export interface SeatSummary {
  readonly included: number;
  readonly purchased: number;
  readonly unlimited: boolean;
  readonly used: number;
  readonly available: number | null;
  readonly overSubscribed: boolean;
}

/** Seats as they were sold, also while billing is not in order: a suspended customer must see what it has to pay for. */
export function summariseSeats(facts: BillingFacts, now: Date): SeatSummary {
  const { subscription } = concludeAt(facts, now);
  const { value } = resolveFeature('seats', subscription, facts.grants, now);
  const limit = limitOf(value);
  const included = Math.min(limitOf(subscription?.plan.grants.seats ?? NO_SEATS), limit);
  const unlimited = value.kind === 'METERED' && value.unlimited;
  const used = facts.seatsUsed;
  return {
    included,
    purchased: limit - included,
    unlimited,
    used,
    available: unlimited ? null : Math.max(0, limit - used),
    overSubscribed: !unlimited && used > limit,
  };
}

const NO_SEATS: GrantValue = { kind: 'METERED', unlimited: false, limit: 0n };

const limitOf = (value: GrantValue): number => (value.kind === 'METERED' ? Number(value.limit) : 0);
