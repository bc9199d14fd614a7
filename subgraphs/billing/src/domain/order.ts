import type { Plan } from './plan.js';
import type { BillingFacts } from './facts.js';
import { concludeAt } from './readiness.js';
import type { BillingState, Subscription } from './subscription.js';

/** What a rule decided and a provider is to carry out. */
export type Order =
  | { readonly kind: 'TRIAL'; readonly plan: Plan; readonly endsAt: Date; readonly subscription: Subscription | null }
  | {
      readonly kind: 'PLAN';
      readonly plan: Plan;
      readonly quantity: number;
      readonly subscription: Subscription | null;
    }
  | { readonly kind: 'CANCEL'; readonly at: Date | null; readonly subscription: Subscription };

const ENDED: readonly BillingState[] = ['CANCELED', 'NOT_CONFIGURED'];

/** The subscription that a change is about. One that has ended stays in the history; the next choice begins another. */
export function runningSubscription(facts: BillingFacts, now: Date): Subscription | null {
  const { verdict, subscription } = concludeAt(facts, now);
  return ENDED.includes(verdict.state) ? null : subscription;
}

export const isInternal = (subscription: Subscription | null): boolean =>
  subscription !== null && !subscription.plan.listed;
