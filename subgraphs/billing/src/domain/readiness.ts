import type { Reason } from '@bailiwick/decision';
import { instantsOf, type BillingFacts } from './facts.js';
import { conclude, type ReadinessStep, type Verdict } from './finding.js';
import { because } from './reasons.js';
import type { BillingState, Subscription } from './subscription.js';
import { decideVerdict } from './verdict.js';
import { warningsOf } from './warning.js';

/** What the clock alone will do. */
interface BillingTransition {
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

/** The verdict alone, for questions about other instants. */
export function concludeAt({ subscriptions, paymentAgreed }: BillingFacts, at: Date): Concluded {
  const concluded = subscriptions.map((subscription) => ({
    subscription,
    ...decideVerdict(subscription, paymentAgreed, at),
  }));
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
