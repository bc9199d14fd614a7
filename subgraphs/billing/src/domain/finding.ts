import type { Reason } from '@bailiwick/decision';
import type { BillingState, Subscription } from './subscription.js';

/** What is concluded about one subscription at one instant. */
export interface Verdict {
  readonly state: BillingState;
  readonly ready: boolean;
  readonly reason: Reason;
  readonly graceEndsAt: Date | null;
}

/** One rule that was consulted, and what it found. The last one consulted decided. */
export interface ReadinessStep {
  readonly rule: string;
  readonly passed: boolean;
  readonly because: string;
  /** The evidence that the rule looked at, as `field=value`. */
  readonly evidence: string | null;
}

/** A step that reached a verdict ends the questioning. */
export type Finding = ReadinessStep & { readonly verdict?: Verdict };
export type ReadinessRule = (subscription: Subscription, paymentAgreed: boolean, now: Date) => Finding;

export function conclude(state: BillingState, ready: boolean, reason: Reason): Verdict {
  return { state, ready, reason, graceEndsAt: null };
}
