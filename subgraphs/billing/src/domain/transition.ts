import type { Reason } from '@bailiwick/decision';
import { byTime } from './instant.js';
import { clockInstants, type BillingState, type Subscription } from './subscription.js';
import { decideVerdict } from './verdict.js';

/** A line of a subscription's history. */
export interface Transition {
  readonly at: Date;
  readonly from: BillingState | null;
  readonly to: BillingState;
  readonly reason: Reason;
}

/** Up to where the history has been written. */
export interface Recorded {
  readonly state: BillingState | null;
  readonly at: Date;
}

/**
 * Everything that happened to a subscription since its history was last written. Each line carries the instant of its
 * boundary: a clock that was stopped over a trial's end and its grace's end writes the same history as one that was not.
 */
export function listTransitions(
  subscription: Subscription,
  paymentAgreed: boolean,
  recorded: Recorded,
  now: Date,
): readonly Transition[] {
  const passed = clockInstants(subscription).filter((instant) => instant > recorded.at && instant < now);
  const transitions: Transition[] = [];
  let from = recorded.state;
  for (const at of [...passed.sort(byTime), now]) {
    const { state: to, reason } = decideVerdict(subscription, paymentAgreed, at).verdict;
    if (to !== from) transitions.push({ at, from, to, reason });
    from = to;
  }
  return transitions;
}
