import { allow, refuse, type Decision, type Refused } from '@bailiwick/decision';
import { cheapestPlanWith } from './catalogue.js';
import { holds } from './entitlement-check.js';
import { advise } from './entitlement-state.js';
import { resolveFeature, type PlanShare } from './entitlement.js';
import type { GrantValue } from './feature.js';
import { isInternal, runningSubscription, type Order } from './order.js';
import { sellsSeats, type Plan } from './plan.js';
import type { BillingFacts } from './facts.js';
import type { BillingCode } from './reasons.js';
import type { Subscription } from './subscription.js';
import { decideVerdict } from './verdict.js';

export interface PlanChoice {
  readonly plan: Plan | null;
  /** Null keeps the seats that are bought now. */
  readonly quantity: number | null;
}

const QUANTITY_MAX = 10_000;

/**
 * Choosing a plan is how a customer pays, so it works whenever billing is not in order, with one exception: another plan
 * does not settle a debt. A change may leave too many members, never make them too many.
 */
export function decidePlanChange(
  facts: BillingFacts,
  { plan, quantity }: PlanChoice,
  now: Date,
): Decision<Extract<Order, { kind: 'PLAN' }>, BillingCode> {
  if (plan === null) return refuse('billing.not_found', { facts: { what: 'plan' }, path: ['plan'] });
  const subscription = runningSubscription(facts, now);
  if (isInternal(subscription)) return refuse('billing.plan_is_internal');
  const chosen = { plan, quantity: quantity ?? quantityKept(plan, subscription) };
  const problem = problemOf(chosen);
  if (problem !== null) return refuse('billing.invalid_input', { facts: { problem }, path: ['quantity'] });
  if (subscription !== null && isIndebted(subscription)) return refuse('billing.payment_overdue');
  if (subscription !== null && changesNothing(subscription, chosen, facts.paymentAgreed, now)) {
    return refuse('billing.plan_unchanged', { facts: { plan: plan.name, quantity: chosen.quantity } });
  }
  return refuseLostSeats(facts, subscription, chosen, now) ?? allow({ kind: 'PLAN', ...chosen, subscription });
}

const quantityKept = (plan: Plan, subscription: Subscription | null): number =>
  sellsSeats(plan) && subscription !== null ? subscription.quantity : 0;

function problemOf({ plan, quantity }: PlanShare): string | null {
  if (quantity < 0 || quantity > QUANTITY_MAX) return `Seats can be bought from 0 to ${QUANTITY_MAX}.`;
  return quantity > 0 && !sellsSeats(plan) ? `${plan.name} sells no seats beyond those that it includes.` : null;
}

const isIndebted = ({ providerStatus }: Subscription): boolean =>
  providerStatus === 'past_due' || providerStatus === 'unpaid';

/** The same plan again is a change when it agrees to pay after a trial, or takes back a cancellation. */
function changesNothing(subscription: Subscription, chosen: PlanShare, paymentAgreed: boolean, now: Date): boolean {
  const { plan, quantity, cancelAt } = subscription;
  const isSame = plan.code === chosen.plan.code && plan.version === chosen.plan.version && quantity === chosen.quantity;
  const { state } = decideVerdict(subscription, paymentAgreed, now).verdict;
  return isSame && cancelAt === null && (state === 'ACTIVE' || (state === 'TRIALING' && paymentAgreed));
}

function refuseLostSeats(
  { grants, seatsUsed }: BillingFacts,
  subscription: Subscription | null,
  chosen: PlanShare,
  now: Date,
): Refused<BillingCode> | null {
  const used = BigInt(seatsUsed);
  const before = resolveFeature('seats', subscription, grants, now).value;
  const after = resolveFeature('seats', chosen, grants, now).value;
  if (after.kind !== 'METERED' || holds(after, used) || isFewer(before, after.limit)) return null;
  const upgrade = cheapestPlanWith('seats', (grant) => holds(grant, used));
  return refuse('billing.limit_reached', {
    facts: { feature: 'Seats', limit: String(after.limit), used: String(used), requested: 0, advice: advise(upgrade) },
    path: ['plan'],
    fields: { limit: after.limit, used, upgrade },
  });
}

const isFewer = (before: GrantValue, limit: bigint): boolean =>
  before.kind === 'METERED' && !before.unlimited && before.limit <= limit;
