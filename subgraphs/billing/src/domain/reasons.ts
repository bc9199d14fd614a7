import { metIn, registerReasons, type Reason, type ReasonEntry, type ReasonFacts } from '@bailiwick/decision';

const remedy = (label: string, requiredPermission = 'billing.plan.change') => ({
  label,
  section: 'BILLING' as const,
  requiredPermission,
});
const choosePlan = remedy('Choose a plan.');

/** Readiness: one per row of the state machine. */
const IN_ORDER = {
  'billing.trial_active': { sentence: 'The trial of {plan} runs until {until}.' },
  'billing.active': { sentence: 'The subscription to {plan} is in order.' },
  'billing.free_plan': { sentence: '{plan} costs nothing, so nothing is due.' },
  'billing.internal_plan': { sentence: 'This tenant runs the platform and is not billed.' },
  'billing.cancels_at_period_end': {
    sentence: 'The subscription to {plan} is canceled and ends on {until}.',
    remedy: remedy('Choose a plan to keep it.'),
  },
  'billing.payment_failed_grace': {
    sentence: 'A payment is missing; everything keeps working until {until}.',
    remedy: remedy('Settle the payment, or choose a plan.'),
  },
} satisfies Record<string, ReasonEntry>;

const NOT_IN_ORDER = metIn(['DECISION'], {
  'billing.not_configured': { sentence: 'No plan has been chosen yet.', remedy: choosePlan },
  'billing.first_payment_pending': {
    sentence: 'The first payment has not arrived yet.',
    remedy: remedy('Complete the first payment.'),
  },
  'billing.first_payment_failed': { sentence: 'The first payment failed.', remedy: choosePlan },
  'billing.paused': { sentence: 'The subscription is paused {until}.', remedy: choosePlan },
  'billing.canceled': { sentence: 'The subscription has ended.', remedy: choosePlan },
  'billing.provider_state_unknown': {
    sentence:
      'The payment provider reports the status {status}, which is not understood; the last known answer counts until {until}.',
    remedy: { label: 'Ask the platform’s operators to look at the subscription.' },
  },
  'billing.feature_not_in_plan': { sentence: '{feature} is not part of {plan}.', remedy: remedy('{advice}') },
});

/** Warnings beside a verdict. */
const WARNINGS = {
  'billing.trial_no_payment_method': {
    sentence: 'The trial ends on {until} and no payment has been agreed.',
    remedy: remedy('Choose a plan before the trial ends.'),
  },
  'billing.seats_oversubscribed': {
    sentence: '{used} members are active and {limit} seats are paid for; nobody can be added.',
    remedy: remedy('Buy more seats, or remove members.'),
  },
  'billing.evidence_stale': {
    sentence: 'The payment provider has not confirmed the subscription since {since}.',
    remedy: { label: 'Ask the platform’s operators to compare it with the payment provider.' },
  },
  'billing.disputed': { sentence: 'A payment is disputed.', remedy: { label: 'Resolve the dispute with your bank.' } },
  'billing.override_active': { sentence: 'An exception by the platform’s operators applies {until}.' },
} satisfies Record<string, ReasonEntry>;

const ENTITLEMENTS = {
  'billing.feature_in_plan': { sentence: '{feature} is part of {plan}.' },
  'billing.feature_in_addon': { sentence: '{feature} is part of an add-on.' },
  'billing.feature_unknown': {
    sentence: 'There is no feature {feature}.',
    remedy: { label: 'Check the spelling of the feature.' },
  },
  'billing.limit_near': { sentence: '{feature}: {used} of {limit} are in use.', remedy: remedy('{advice}') },
} satisfies Record<string, ReasonEntry>;

const CHANGES = metIn(['CHANGE'], {
  'billing.limit_reached': {
    sentence: '{feature}: {limit} are allowed, {used} are in use, {requested} more are wanted.',
    remedy: remedy('{advice}'),
    errorType: 'LimitReached',
  },
  'billing.already_subscribed': {
    sentence: 'There is a subscription to {plan} already.',
    remedy: remedy('Change the plan instead.'),
  },
  'billing.trial_used': { sentence: 'This tenant has had its trial.', remedy: choosePlan },
  'billing.trial_not_offered': { sentence: '{plan} has no trial.', remedy: choosePlan },
  'billing.plan_unchanged': {
    sentence: 'The subscription is to {plan} with {quantity} bought seats already.',
    remedy: { label: 'Choose another plan or another number of seats.' },
  },
  'billing.plan_is_internal': {
    sentence: 'The plan of the tenant that runs the platform does not change.',
    remedy: { label: 'Act in the tenant of the customer that you mean.' },
  },
  'billing.nothing_to_cancel': { sentence: 'There is no running subscription.', remedy: choosePlan },
  'billing.already_canceling': {
    sentence: 'The subscription ends on {until} already.',
    remedy: remedy('Cancel it at once, or choose a plan to keep it.', 'billing.subscription.cancel'),
  },
  'billing.no_grace_to_extend': {
    sentence: 'No payment is overdue.',
    remedy: { label: 'Extend the grace of an account in the state GRACE or SUSPENDED.' },
  },
  'billing.grace_out_of_range': {
    sentence: 'Grace can be extended to a time after {from} and no later than {to}.',
    remedy: { label: 'Choose a time in between.' },
  },
});

/** A debt stops what depends on billing, and a change to a lower plan. */
const DEBT = metIn(['DECISION', 'CHANGE'], {
  'billing.payment_overdue': {
    sentence: 'A payment is overdue and its grace period is over.',
    remedy: remedy('Settle the payment, or choose a plan.'),
  },
});

/** Every code of billing. A code is never renamed: callers branch on it, and the sentence may change. */
export const billingReasons = registerReasons('billing', {
  ...IN_ORDER,
  ...NOT_IN_ORDER,
  ...WARNINGS,
  ...ENTITLEMENTS,
  ...CHANGES,
  ...DEBT,
});

export type BillingCode = (typeof billingReasons.codes)[number];

/** Writes a reason once. Its words hold no clock reading, so that equal verdicts are equal bytes. */
export const because = (code: BillingCode, facts: ReasonFacts = {}, since: Date | null = null): Reason =>
  billingReasons.reason(code, { facts, since });
