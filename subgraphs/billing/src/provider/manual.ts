import { earlier } from '../domain/instant.js';
import type { Order } from '../domain/order.js';
import { trialEnd, type Subscription } from '../domain/subscription.js';
import type { BillingProvider } from './provider.js';

type OrderOf<Kind extends Order['kind']> = Extract<Order, { kind: Kind }>;

/**
 * Billing by hand: invoices go out and are paid outside of this system, and a subscription renews by itself. Choosing a
 * plan that costs something is the agreement to be invoiced. There is nobody to wait for, so orders take effect at once.
 */
export const MANUAL: BillingProvider = {
  name: 'MANUAL',
  carryOut: (order, { paymentAgreed }, newId, now) => {
    if (order.kind === 'TRIAL') return { subscription: beginTrial(order, newId, now), paymentAgreed };
    if (order.kind === 'CANCEL') return { subscription: cancel(order, now), paymentAgreed };
    const subscription =
      order.subscription === null ? begin(order, newId, now) : change(order, order.subscription, now);
    return { subscription, paymentAgreed: paymentAgreed || !order.plan.free };
  },
};

function beginTrial({ plan, endsAt, subscription }: OrderOf<'TRIAL'>, newId: string, now: Date): Subscription {
  const begun = begin({ kind: 'PLAN', plan, quantity: 0, subscription: null }, subscription?.id ?? newId, now);
  return { ...begun, providerStatus: 'trialing', trialEndsAt: endsAt, periodAnchor: endsAt };
}

function begin({ plan, quantity }: OrderOf<'PLAN'>, id: string, now: Date): Subscription {
  return {
    id,
    plan,
    quantity,
    providerStatus: 'active',
    statusSince: now,
    startedAt: now,
    trialEndsAt: null,
    periodAnchor: now,
    cancelAt: null,
    overdueSince: null,
    graceExtensions: [],
    resumesAt: null,
    firstPaymentDueAt: null,
    readyBeforeUnknown: false,
    disputed: false,
    evidenceReceivedAt: null,
  };
}

/** A running trial is not cut short by agreeing to pay after it; everything else is active from now on. */
function change({ plan, quantity }: OrderOf<'PLAN'>, subscription: Subscription, now: Date): Subscription {
  const changed = { ...subscription, plan, quantity, cancelAt: null };
  const isOnTrial = subscription.providerStatus === 'trialing' && now < trialEnd(subscription);
  if (isOnTrial && !plan.free) return changed;
  const renews = subscription.providerStatus === 'active' && !subscription.plan.free && !plan.free;
  return {
    ...changed,
    providerStatus: 'active',
    statusSince: subscription.providerStatus === 'active' ? subscription.statusSince : now,
    trialEndsAt: subscription.trialEndsAt === null ? null : earlier(subscription.trialEndsAt, now),
    periodAnchor: renews ? subscription.periodAnchor : now,
    overdueSince: null,
    resumesAt: null,
    firstPaymentDueAt: null,
  };
}

function cancel({ at, subscription }: OrderOf<'CANCEL'>, now: Date): Subscription {
  if (at !== null) return { ...subscription, cancelAt: at };
  return { ...subscription, providerStatus: 'canceled', statusSince: now, cancelAt: null };
}
