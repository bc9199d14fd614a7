import { daysAfter, hoursAfter, later, monthsAfter } from './instant.js';
import type { Plan } from './plan.js';

export const BILLING_STATES = [
  'NOT_CONFIGURED',
  'INCOMPLETE',
  'TRIALING',
  'ACTIVE',
  'CANCELING',
  'GRACE',
  'SUSPENDED',
  'PAUSED',
  'CANCELED',
  'UNKNOWN',
] as const;
export type BillingState = (typeof BILLING_STATES)[number];

export const isBillingState = (value: string): value is BillingState => BILLING_STATES.some((state) => state === value);

/** The provider's words that this version understands. Any other is UNKNOWN, never guessed. */
export const PROVIDER_STATUSES = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'canceled',
] as const;

/** What is known about one subscription: the provider's evidence and the operator's exception. No verdict is in it. */
export interface Subscription {
  readonly id: string;
  readonly plan: Plan;
  /** Seats bought beyond those that the plan includes. */
  readonly quantity: number;
  /** As the provider says it; kept as text, because providers add words. */
  readonly providerStatus: string;
  readonly statusSince: Date;
  readonly startedAt: Date;
  readonly trialEndsAt: Date | null;
  /** The instant from which periods are counted; the end of the trial where there was one. */
  readonly periodAnchor: Date;
  readonly cancelAt: Date | null;
  readonly overdueSince: Date | null;
  readonly graceExtensions: readonly GraceExtension[];
  readonly resumesAt: Date | null;
  /** Until when the first payment may arrive. */
  readonly firstPaymentDueAt: Date | null;
  /** Whether billing was in order when a status arrived that nobody understands. */
  readonly readyBeforeUnknown: boolean;
  readonly disputed: boolean;
  /** When the provider last spoke. Null under MANUAL, where there is nobody to wait for. */
  readonly evidenceReceivedAt: Date | null;
}

/** An operator's exception. It names the debt by its beginning: it does not excuse the next one. */
export interface GraceExtension {
  readonly overdueSince: Date;
  readonly until: Date;
}

export interface Period {
  readonly start: Date;
  readonly end: Date;
}

export const UNKNOWN_STATUS_HOURS = 24;
const EVIDENCE_LATE_HOURS = 24;

export const isKnownStatus = (status: string): boolean => PROVIDER_STATUSES.some((known) => known === status);

/** The instant at which the trial ends. A provider that leaves it out gets the plan's, never a trial without an end. */
export const trialEnd = (subscription: Subscription): Date =>
  subscription.trialEndsAt ?? daysAfter(subscription.startedAt, subscription.plan.trialDays);

/** The monthly period around `at`; before the anchor it is the trial. */
export function periodAt(subscription: Subscription, at: Date): Period {
  const { periodAnchor: anchor, startedAt } = subscription;
  if (at < anchor) return { start: startedAt, end: anchor };
  const calendarMonths = (at.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + at.getUTCMonth() - anchor.getUTCMonth();
  const months = monthsAfter(anchor, calendarMonths) > at ? calendarMonths - 1 : calendarMonths;
  return { start: monthsAfter(anchor, months), end: monthsAfter(anchor, months + 1) };
}

/** Since when money is missing, or null. A trial that ended without an agreed payment counts as a failed payment. */
export function overdueSince(subscription: Subscription, paymentAgreed: boolean, now: Date): Date | null {
  const { providerStatus: status } = subscription;
  if (status === 'past_due' || status === 'unpaid') return subscription.overdueSince ?? subscription.statusSince;
  const trialIsOver = status === 'trialing' && now >= trialEnd(subscription);
  return trialIsOver && !paymentAgreed ? trialEnd(subscription) : null;
}

/**
 * The end of the grace for a debt since `since`. It belongs to the plan version that was subscribed to; the provider's
 * `unpaid` has used it up, and an operator's exception may outlast either.
 */
export function graceEnd(subscription: Subscription, since: Date): Date {
  const days = subscription.providerStatus === 'unpaid' ? 0 : subscription.plan.graceDays;
  const exceptions = subscription.graceExtensions.filter(
    (extension) => extension.overdueSince.getTime() === since.getTime(),
  );
  return exceptions.reduce((end, { until }) => later(end, until), daysAfter(since, days));
}

/** When silence becomes suspicious: a renewal that the provider must have reported is a day late. Null under MANUAL. */
export const evidenceStaleAt = (subscription: Subscription): Date | null =>
  subscription.evidenceReceivedAt === null
    ? null
    : hoursAfter(periodAt(subscription, subscription.evidenceReceivedAt).end, EVIDENCE_LATE_HOURS);

/** Every instant at which time alone may change what is concluded about the subscription. */
export function clockInstants(subscription: Subscription): readonly Date[] {
  const debts = [subscription.overdueSince ?? subscription.statusSince, trialEnd(subscription)];
  return [
    trialEnd(subscription),
    ...debts.map((since) => graceEnd(subscription, since)),
    subscription.cancelAt,
    subscription.resumesAt,
    subscription.firstPaymentDueAt,
    hoursAfter(subscription.statusSince, UNKNOWN_STATUS_HOURS),
    evidenceStaleAt(subscription),
  ].filter((instant) => instant !== null);
}
