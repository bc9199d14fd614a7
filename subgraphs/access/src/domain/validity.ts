import type { Reason } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import type { Check } from './check.js';
import { grantingRoles } from './grant.js';

export interface NextChange {
  readonly validUntil: Date | null;
  readonly nextBecause: Reason | null;
}

interface Moment {
  readonly at: Date;
  readonly because: Reason;
}

/**
 * The earliest moment at which time alone changes something that this answer rests on, so that a screen can say "until
 * Friday" and a cache knows when to ask again.
 */
export function nextChange(check: Check): NextChange {
  const [first] = [...billingMoments(check), ...roleMoments(check)]
    .filter(({ at }) => at > check.now)
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  return { validUntil: first?.at ?? null, nextBecause: first?.because ?? null };
}

function billingMoments({ action, facts }: Check): readonly Moment[] {
  const next = action.factors.includes('BILLING') ? facts.billing?.value.nextTransition : null;
  return next ? [{ at: next.at, because: next.reason }] : [];
}

function roleMoments(check: Check): readonly Moment[] {
  return grantingRoles(check, check.action).flatMap(({ role, expiresAt }) =>
    expiresAt === null
      ? []
      : [
          {
            at: expiresAt,
            because: reasons.reason('access.assignment_expires', { facts: { role }, since: expiresAt }),
          },
        ],
  );
}
