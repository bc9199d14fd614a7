import { allow, refuse, type Decision } from '@bailiwick/decision';
import { DUTIES, type Duty } from './membership.js';

export const OPERATOR_REASON_LENGTH = { min: 10, max: 500 };

export interface OperatorReason {
  /** The duty that the operator named; null when they left the choice to us. */
  readonly duty: Duty | null;
  readonly reason: string;
}

/** What the tenant will read in its log about this visit: it has to say something, on one line. */
export function decideOperatorReason(text: string): Decision<OperatorReason, 'identity.operator_reason_required'> {
  const stated = text.trim();
  const duty = DUTIES.find((candidate) => stated.startsWith(`${candidate}:`)) ?? null;
  const reason = stated.slice(duty === null ? 0 : duty.length + 1).trim();
  const { min, max } = OPERATOR_REASON_LENGTH;
  const usable = reason.length >= min && reason.length <= max && !/\p{Cc}/u.test(reason);
  return usable ? allow({ duty, reason }) : refuse('identity.operator_reason_required');
}
