import type { Reason } from '@bailiwick/decision';
import { resolveFeature, type Grant } from './entitlement.js';
import { conclude, type ReadinessStep, type Verdict } from './finding.js';
import { byTime, spell } from './instant.js';
import { because } from './reasons.js';
import { BILLING_STATES, clockInstants, evidenceStaleAt, type BillingState, type Subscription } from './subscription.js';
import { decideVerdict } from './verdict.js';

/** Everything that billing knows about one tenant. All conclusions follow from it and the time. */
export interface BillingFacts {
  readonly subscriptions: readonly Subscription[];
  /** A stored payment method, or under MANUAL the agreement to be invoiced. */
  readonly paymentAgreed: boolean;
  readonly grants: readonly Grant[];
  /** Active memberships, by identity's facts. */
  readonly seatsUsed: number;
}

/** What the clock alone will do. */
export interface BillingTransition {
  readonly at: Date;
  readonly to: BillingState;
  readonly ready: boolean;
  readonly reason: Reason;
}

export interface Readiness extends Verdict {
  /** The subscription that decided, or null without any. */
  readonly subscription: Subscription | null;
  readonly steps: readonly ReadinessStep[];
  readonly warnings: readonly Reason[];
  readonly nextTransition: BillingTransition | null;
}

type Concluded = Pick<Readiness, 'subscription' | 'steps'> & { readonly verdict: Verdict };

/** Of several subscriptions the one in the best order speaks: an overdue one does not suspend another that is paid. */
const BEST_FIRST: readonly BillingState[] = [
  'ACTIVE',
  'TRIALING',
  'CANCELING',
  'GRACE',
  'UNKNOWN',
  'SUSPENDED',
  'PAUSED',
  'INCOMPLETE',
  'NOT_CONFIGURED',
  'CANCELED',
];

/** `billingReady`: a pure function of evidence, exceptions and the clock, so that it can be derived again at any time. */
export function decideReadiness(facts: BillingFacts, now: Date): Readiness {
  const { verdict, subscription, steps } = concludeAt(facts, now);
  return {
    ...verdict,
    subscription,
    steps,
    warnings: warningsOf(facts, subscription, verdict, now),
    nextTransition: findNextTransition(facts, verdict, now),
  };
}

/** Every instant at which time alone may change any conclusion about the tenant. */
export function instantsOf({ subscriptions, grants }: Pick<BillingFacts, 'subscriptions' | 'grants'>): readonly Date[] {
  const expiries = grants.flatMap(({ grantedAt, expiresAt }) => (expiresAt === null ? [grantedAt] : [grantedAt, expiresAt]));
  return [...subscriptions.flatMap(clockInstants), ...expiries].sort(byTime);
}

/** The verdict alone, for questions about other instants. */
export function concludeAt({ subscriptions, paymentAgreed }: BillingFacts, at: Date): Concluded {
  const concluded = subscriptions.map((subscription) => ({ subscription, ...decideVerdict(subscription, paymentAgreed, at) }));
  return concluded.sort(bestFirst)[0] ?? WITHOUT_SUBSCRIPTION;
}

const WITHOUT_SUBSCRIPTION: Concluded = {
  subscription: null,
  verdict: conclude('NOT_CONFIGURED', false, because('billing.not_configured')),
  steps: [{ rule: 'subscribed', passed: false, because: 'There has never been a subscription.', evidence: null }],
};

function bestFirst(one: Concluded, other: Concluded): number {
  if (one.verdict.ready !== other.verdict.ready) return one.verdict.ready ? -1 : 1;
  const byState = BEST_FIRST.indexOf(one.verdict.state) - BEST_FIRST.indexOf(other.verdict.state);
  return byState === 0 ? (age(one) < age(other) ? 1 : -1) : byState;
}

/** Orders by start, then id: two that began together still have one order, however they were read. */
const age = ({ subscription }: Concluded): string => `${subscription?.startedAt.toISOString()} ${subscription?.id}`;

function findNextTransition(facts: BillingFacts, current: Verdict, now: Date): BillingTransition | null {
  for (const at of instantsOf(facts).filter((instant) => instant > now)) {
    const { state, ready, reason } = concludeAt(facts, at).verdict;
    if (state !== current.state || ready !== current.ready) return { at, to: state, ready, reason };
  }
  return null;
}

function warningsOf(facts: BillingFacts, subscription: Subscription | null, { state }: Verdict, now: Date): readonly Reason[] {
  if (subscription === null) return [];
  const { trialEndsAt, graceExtendedUntil: extended, disputed, evidenceReceivedAt } = subscription;
  const staleAt = evidenceStaleAt(subscription);
  const warnings = [
    state === 'TRIALING' && !facts.paymentAgreed && trialEndsAt !== null
      ? because('billing.trial_no_payment_method', { until: spell(trialEndsAt) })
      : null,
    state === 'GRACE' && extended !== null ? because('billing.override_active', { until: `until ${spell(extended)}` }) : null,
    seatWarning(facts, subscription, now),
    staleAt !== null && evidenceReceivedAt !== null && now >= staleAt
      ? because('billing.evidence_stale', { since: spell(evidenceReceivedAt) }, staleAt)
      : null,
    disputed ? because('billing.disputed') : null,
  ];
  return warnings.filter((warning) => warning !== null);
}

function seatWarning({ grants, seatsUsed }: BillingFacts, subscription: Subscription, now: Date): Reason | null {
  const { value } = resolveFeature('seats', subscription, grants, now);
  const isOver = value.kind === 'METERED' && !value.unlimited && BigInt(seatsUsed) > value.limit;
  return isOver ? because('billing.seats_oversubscribed', { used: seatsUsed, limit: String(value.limit) }) : null;
}

/** For exhaustive lists in tests and stores. */
export const isBillingState = (value: string): value is BillingState => BILLING_STATES.some((state) => state === value);
