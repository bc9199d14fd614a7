import { allow, refuse, type Decision } from '@bailiwick/decision';
import { decideGain } from './grace.js';
import { decideAsked } from './identity-suspension.js';
import type { MachineIdentity } from './machine-identity.js';
import { daysAfter, type MachinePolicy } from './policy.js';

export interface Review {
  readonly reviewDueAt: Date;
  readonly endsAt: Date | null;
}

/**
 * Is it still needed? A yes puts the question off until the next review; a no ends the responsibility now, and with it
 * whatever the machine may do. An end is for good: a responsibility that comes back is declared, by somebody, anew. A yes that lets
 * an overdue machine work again takes somebody who answers for it: one in grace is claimed first.
 */
export function decideReview(
  identity: MachineIdentity,
  { stillNeeded, note, expectedVersion }: { stillNeeded: boolean; note: string; expectedVersion: number },
  policy: Pick<MachinePolicy, 'responsibilityReviewDays'>,
  now: Date,
): Decision<
  Review,
  | 'credentials.version_conflict'
  | 'credentials.invalid_input'
  | 'credentials.retired'
  | 'credentials.responsibility_ended'
  | 'credentials.owner_grace'
> {
  const asked = decideAsked(identity, note, expectedVersion, 'note');
  if (!asked.allowed) return asked;
  if (identity.state === 'RETIRED') return refuse('credentials.retired', { since: identity.stateSince });
  const { endsAt, reviewDueAt } = identity.responsibility;
  if (endsAt !== null && endsAt <= now)
    return refuse('credentials.responsibility_ended', { facts: { endsAt: endsAt.toISOString() }, since: endsAt });
  if (!stillNeeded) return allow({ reviewDueAt, endsAt: now });
  const gain = decideGain(identity, ['stillNeeded']);
  if (!gain.allowed) return gain;
  return allow({ reviewDueAt: daysAfter(now, policy.responsibilityReviewDays), endsAt });
}
