import { allow, refuse, type Decision } from '@bailiwick/decision';
import { spell } from './instant.js';
import { isInternal, runningSubscription, type Order } from './order.js';
import type { BillingFacts } from './facts.js';
import type { BillingCode } from './reasons.js';
import { periodAt } from './subscription.js';

/** What is paid for is kept to the end of its period, unless the customer wants out at once. Always possible, also in debt. */
export function decideCancellation(
  facts: BillingFacts,
  atPeriodEnd: boolean,
  now: Date,
): Decision<Extract<Order, { kind: 'CANCEL' }>, BillingCode> {
  const subscription = runningSubscription(facts, now);
  if (subscription === null) return refuse('billing.nothing_to_cancel');
  if (isInternal(subscription)) return refuse('billing.plan_is_internal');
  const { cancelAt } = subscription;
  if (atPeriodEnd && cancelAt !== null) {
    return refuse('billing.already_canceling', { facts: { until: spell(cancelAt) }, path: ['atPeriodEnd'] });
  }
  return allow({ kind: 'CANCEL', at: atPeriodEnd ? periodAt(subscription, now).end : null, subscription });
}
