import { allow, refuse, type Decision } from '@bailiwick/decision';
import { daysAfter, earlier, spell } from './instant.js';
import { runningSubscription } from './order.js';
import type { BillingFacts } from './facts.js';
import type { BillingCode } from './reasons.js';
import { graceEnd, overdueSince, type GraceExtension, type Subscription } from './subscription.js';

export interface GraceOrder extends GraceExtension {
  readonly subscription: Subscription;
  readonly justification: string;
}

const EXTENSION_DAYS_MAX = 30;
const DEBT_DAYS_MAX = 90;
const JUSTIFICATION_LENGTH = { min: 10, max: 500 } as const;

/**
 * An exception, not a second plan: it has a reason, it has an end within a month, and exceptions one after the other do
 * not carry a debt for longer than a quarter.
 */
export function decideGraceExtension(
  facts: BillingFacts,
  until: Date,
  justification: string,
  now: Date,
): Decision<GraceOrder, BillingCode> {
  const { min, max } = JUSTIFICATION_LENGTH;
  const stated = justification.trim();
  if (stated.length < min || stated.length > max) {
    const problem = `Say why, in ${min} to ${max} characters.`;
    return refuse('billing.invalid_input', { facts: { problem }, path: ['justification'] });
  }
  const subscription = runningSubscription(facts, now);
  const since = subscription === null ? null : overdueSince(subscription, facts.paymentAgreed, now);
  if (subscription === null || since === null || subscription.plan.free) return refuse('billing.no_grace_to_extend');
  const present = graceEnd(subscription, since);
  const from = present > now ? present : now;
  const to = earlier(daysAfter(now, EXTENSION_DAYS_MAX), daysAfter(since, DEBT_DAYS_MAX));
  if (until <= from || until > to) {
    return refuse('billing.grace_out_of_range', { facts: { from: spell(from), to: spell(to) }, path: ['until'] });
  }
  return allow({ subscription, overdueSince: since, until, justification: stated });
}
