import { refuse, allow, type Decision } from '@bailiwick/decision';
import { daysAfter } from './instant.js';
import { isInternal, runningSubscription, type Order } from './order.js';
import type { Plan } from './plan.js';
import type { BillingFacts } from './facts.js';
import type { BillingCode } from './reasons.js';

/**
 * One trial per tenant, on nothing that is already paid for. It may be shorter than the plan's, never longer: a longer
 * one is a price, and prices are not the customer's to set.
 */
export function decideTrial(
  facts: BillingFacts,
  plan: Plan | null,
  days: number | null,
  now: Date,
): Decision<Extract<Order, { kind: 'TRIAL' }>, BillingCode> {
  if (plan === null) return refuse('billing.not_found', { facts: { what: 'plan' }, path: ['plan'] });
  const subscription = runningSubscription(facts, now);
  if (isInternal(subscription)) return refuse('billing.plan_is_internal');
  if (subscription !== null && !subscription.plan.free) {
    return refuse('billing.already_subscribed', { facts: { plan: subscription.plan.name } });
  }
  if (facts.subscriptions.some(({ trialEndsAt }) => trialEndsAt !== null)) return refuse('billing.trial_used');
  if (plan.trialDays === 0) return refuse('billing.trial_not_offered', { facts: { plan: plan.name }, path: ['plan'] });
  const length = days ?? plan.trialDays;
  if (length < 1 || length > plan.trialDays) {
    const problem = `The trial of ${plan.name} lasts from 1 to ${plan.trialDays} days.`;
    return refuse('billing.invalid_input', { facts: { problem }, path: ['days'] });
  }
  return allow({ kind: 'TRIAL', plan, endsAt: daysAfter(now, length), subscription });
}
