import { conclude, type Finding } from './finding.js';
import { spell } from './instant.js';
import { because } from './reasons.js';
import { graceEnd, overdueSince, trialEnd, type Subscription } from './subscription.js';

export function findFreePlan({ plan, startedAt }: Subscription): Finding {
  const step = { rule: 'plan_to_pay', evidence: `plan=${plan.code}@${plan.version}`, passed: true };
  if (!plan.free) return { ...step, because: `${plan.name} is paid for.` };
  const code = plan.listed ? 'billing.free_plan' : 'billing.internal_plan';
  const verdict = conclude('ACTIVE', true, because(code, { plan: plan.name }, startedAt));
  return { ...step, because: `${plan.name} costs nothing.`, verdict };
}

export function findFirstPayment(subscription: Subscription, _paymentAgreed: boolean, now: Date): Finding {
  const { providerStatus: status, statusSince, firstPaymentDueAt: dueAt } = subscription;
  const step = { rule: 'first_payment', evidence: `status=${status}` };
  const isOver = status === 'incomplete_expired' || (status === 'incomplete' && dueAt !== null && now >= dueAt);
  if (isOver) {
    const failedAt = status === 'incomplete_expired' || dueAt === null ? statusSince : dueAt;
    const verdict = conclude('NOT_CONFIGURED', false, because('billing.first_payment_failed', {}, failedAt));
    return { ...step, passed: false, because: 'The first payment did not arrive in time.', verdict };
  }
  if (status !== 'incomplete') return { ...step, passed: true, because: 'No first payment is awaited.' };
  const verdict = conclude('INCOMPLETE', false, because('billing.first_payment_pending', {}, statusSince));
  return { ...step, passed: false, because: 'The first payment is awaited.', verdict };
}

export function findTrial(subscription: Subscription, _paymentAgreed: boolean, now: Date): Finding {
  const { providerStatus, statusSince, plan } = subscription;
  const end = trialEnd(subscription);
  const step = { rule: 'trial', passed: true, evidence: `status=${providerStatus}` };
  if (providerStatus !== 'trialing') return { ...step, because: 'There is no trial.' };
  if (now >= end) return { ...step, because: `The trial ended on ${spell(end)}.` };
  const reason = because('billing.trial_active', { plan: plan.name, until: spell(end) }, statusSince);
  return { ...step, because: `The trial runs until ${spell(end)}.`, verdict: conclude('TRIALING', true, reason) };
}

/** A failed payment is not the end: the plan's grace runs first, and only its end suspends. */
export function findDebt(subscription: Subscription, paymentAgreed: boolean, now: Date): Finding {
  const since = overdueSince(subscription, paymentAgreed, now);
  const step = { rule: 'paid', evidence: `payment_agreed=${paymentAgreed}` };
  if (since === null) return { ...step, passed: true, because: 'Nothing is overdue.' };
  const end = graceEnd(subscription, since);
  const until = spell(end);
  if (now >= end) {
    const verdict = conclude('SUSPENDED', false, because('billing.payment_overdue', {}, end));
    return { ...step, passed: false, because: `The grace for the missing payment ended on ${until}.`, verdict };
  }
  const reason = because('billing.payment_failed_grace', { until }, since);
  const verdict = { ...conclude('GRACE', true, reason), graceEndsAt: end };
  return { ...step, passed: true, because: `A payment is missing, and its grace runs until ${until}.`, verdict };
}
