import { conclude, type ReadinessRule, type ReadinessStep, type Verdict } from './finding.js';
import { findCancellation, findEnd, findPause, findUnknownStatus } from './lifecycle-rules.js';
import { findDebt, findFirstPayment, findFreePlan, findTrial } from './payment-rules.js';
import { because } from './reasons.js';
import { trialEnd, type Subscription } from './subscription.js';

/** Consulted in this order; the first that reaches a verdict decides, and what it was not asked cannot overturn it. */
const RULES: readonly ReadinessRule[] = [
  findEnd,
  findFreePlan,
  findUnknownStatus,
  findFirstPayment,
  findPause,
  findTrial,
  findDebt,
  findCancellation,
];

/** The state machine: evidence, the operator's exception and the clock in, a verdict and its derivation out. */
export function decideVerdict(
  subscription: Subscription,
  paymentAgreed: boolean,
  now: Date,
): { readonly verdict: Verdict; readonly steps: readonly ReadinessStep[] } {
  const steps: ReadinessStep[] = [];
  for (const rule of RULES) {
    const { verdict, ...step } = rule(subscription, paymentAgreed, now);
    steps.push(step);
    if (verdict !== undefined) return { verdict, steps };
  }
  const reason = because('billing.active', { plan: subscription.plan.name }, activeSince(subscription));
  return { verdict: conclude('ACTIVE', true, reason), steps };
}

function activeSince(subscription: Subscription): Date {
  const { providerStatus, statusSince, resumesAt } = subscription;
  if (providerStatus === 'trialing') return trialEnd(subscription);
  return providerStatus === 'paused' && resumesAt !== null ? resumesAt : statusSince;
}
