import type { Reason } from '@bailiwick/decision';
import { resolveFeature } from './entitlement.js';
import type { BillingFacts } from './facts.js';
import type { Verdict } from './finding.js';
import { spell } from './instant.js';
import { because } from './reasons.js';
import { evidenceStaleAt, trialEnd, type Subscription } from './subscription.js';

/** What deserves attention beside a verdict and does not change it. */
export function warningsOf(
  facts: BillingFacts,
  subscription: Subscription | null,
  verdict: Verdict,
  now: Date,
): readonly Reason[] {
  if (subscription === null) return [];
  const warnings = [
    verdict.state === 'TRIALING' && !facts.paymentAgreed
      ? because('billing.trial_no_payment_method', { until: spell(trialEnd(subscription)) })
      : null,
    exceptionWarning(subscription, verdict),
    seatWarning(facts, subscription, now),
    evidenceWarning(subscription, now),
    subscription.disputed ? because('billing.disputed') : null,
  ];
  return warnings.filter((warning) => warning !== null);
}

function exceptionWarning({ graceExtensions }: Subscription, { graceEndsAt }: Verdict): Reason | null {
  const isException = graceExtensions.some(({ until }) => until.getTime() === graceEndsAt?.getTime());
  return graceEndsAt !== null && isException
    ? because('billing.override_active', { until: `until ${spell(graceEndsAt)}` })
    : null;
}

function evidenceWarning(subscription: Subscription, now: Date): Reason | null {
  const staleAt = evidenceStaleAt(subscription);
  const { evidenceReceivedAt: heardAt } = subscription;
  if (staleAt === null || heardAt === null || now < staleAt) return null;
  return because('billing.evidence_stale', { since: spell(heardAt) }, staleAt);
}

function seatWarning({ grants, seatsUsed }: BillingFacts, subscription: Subscription, now: Date): Reason | null {
  const { value } = resolveFeature('seats', subscription, grants, now);
  const isOver = value.kind === 'METERED' && !value.unlimited && BigInt(seatsUsed) > value.limit;
  return isOver ? because('billing.seats_oversubscribed', { used: seatsUsed, limit: String(value.limit) }) : null;
}
