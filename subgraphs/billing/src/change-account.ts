import type { Order } from './domain/order.js';
import type { BillingProvider } from './provider/provider.js';
import { settle } from './settle.js';
import { findAccount, lockAccount, replacePaymentAgreed, type Account } from './store/account.js';
import { insertSubscription, replaceSubscription } from './store/subscription.js';
import type { BillingTransaction } from './store/tables.js';
import type { TransitionCause } from './store/transition.js';

/** Who changes what, and when: the same for a mutation, the seed and an event. */
export interface Change {
  readonly tenantId: string;
  readonly now: Date;
  readonly cause: TransitionCause;
}

/**
 * The account, locked and brought up to now. Time's own transitions are written under the evidence that they happened
 * under, before a change puts other evidence in its place.
 */
export async function openAccount(tx: BillingTransaction, tenantId: string, now: Date): Promise<Account> {
  return settle(tx, tenantId, await lockAccount(tx, now), 'CLOCK', now);
}

/** Lets the provider carry out what was decided, keeps its answer, and settles. */
export async function carryOut(
  tx: BillingTransaction,
  { facts, recorded }: Account,
  order: Order,
  provider: BillingProvider,
  { tenantId, now, cause }: Change,
): Promise<Account> {
  const { subscription, paymentAgreed } = provider.carryOut(order, facts, crypto.randomUUID(), now);
  await (recorded.has(subscription.id)
    ? replaceSubscription(tx, subscription)
    : insertSubscription(tx, subscription, { state: null, at: now }));
  if (paymentAgreed !== facts.paymentAgreed) await replacePaymentAgreed(tx, paymentAgreed);
  return settle(tx, tenantId, upTo(await findAccount(tx), now), cause, now);
}

/** Facts that were just changed are judged from now on, not from when history was last written. */
export function upTo(account: Account, now: Date): Account {
  const recorded = new Map([...account.recorded].map(([id, { state }]) => [id, { state, at: now }]));
  return { ...account, recorded };
}
