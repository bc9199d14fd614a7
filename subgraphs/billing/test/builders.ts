import { newestPlan } from '../src/domain/catalogue.js';
import type { Grant } from '../src/domain/entitlement.js';
import { daysAfter } from '../src/domain/instant.js';
import type { Plan } from '../src/domain/plan.js';
import type { BillingFacts } from '../src/domain/facts.js';
import type { Subscription } from '../src/domain/subscription.js';

export const NOON = new Date('2026-03-10T12:00:00.000Z');

export const inDays = (days: number): Date => daysAfter(NOON, days);

export const justBefore = (at: Date): Date => new Date(at.getTime() - 1);

export function aPlan(code: 'free' | 'team' | 'business'): Plan {
  const plan = newestPlan(code);
  if (plan === null) throw new Error(`The catalogue has no plan ${code}.`);
  return plan;
}

export function aSubscription(about: Partial<Subscription> = {}): Subscription {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    plan: aPlan('team'),
    quantity: 0,
    providerStatus: 'active',
    statusSince: NOON,
    startedAt: NOON,
    trialEndsAt: null,
    periodAnchor: NOON,
    cancelAt: null,
    overdueSince: null,
    graceExtensions: [],
    resumesAt: null,
    firstPaymentDueAt: null,
    readyBeforeUnknown: false,
    disputed: false,
    evidenceReceivedAt: null,
    ...about,
  };
}

/** A trial of two weeks from noon. */
export const aTrial = (about: Partial<Subscription> = {}): Subscription =>
  aSubscription({ providerStatus: 'trialing', trialEndsAt: inDays(14), periodAnchor: inDays(14), ...about });

/** Overdue since noon; the grace of the plan is a week. */
export const aDebt = (about: Partial<Subscription> = {}): Subscription =>
  aSubscription({ providerStatus: 'past_due', overdueSince: NOON, ...about });

export function theFacts(about: Partial<BillingFacts> = {}): BillingFacts {
  return { subscriptions: [], paymentAgreed: true, grants: [], seatsUsed: 0, ...about };
}

export const subscribedTo = (...subscriptions: readonly Subscription[]): BillingFacts => theFacts({ subscriptions });

export function aGrant(about: Partial<Grant> = {}): Grant {
  return {
    id: '00000000-0000-4000-8000-0000000000a1',
    layer: 'ADDON',
    feature: 'machines',
    value: { kind: 'METERED', unlimited: false, limit: 10n },
    grantedAt: inDays(-1),
    expiresAt: null,
    ...about,
  };
}
