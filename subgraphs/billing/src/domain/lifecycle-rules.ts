import { conclude, type Finding } from './finding.js';
import { hoursAfter, spell } from './instant.js';
import { because } from './reasons.js';
import { isKnownStatus, UNKNOWN_STATUS_HOURS, type Subscription } from './subscription.js';

/** A canceled subscription stays canceled, whatever arrives late; a cancellation in advance takes effect by itself. */
export function findEnd(subscription: Subscription, _paymentAgreed: boolean, now: Date): Finding {
  const { providerStatus, statusSince, cancelAt } = subscription;
  const evidence = `status=${providerStatus}`;
  const cancellationIsDue = isKnownStatus(providerStatus) && cancelAt !== null && now >= cancelAt;
  const endedAt = providerStatus === 'canceled' ? statusSince : cancellationIsDue ? cancelAt : null;
  if (endedAt === null)
    return { rule: 'not_ended', passed: true, because: 'The subscription has not ended.', evidence };
  const verdict = conclude('CANCELED', false, because('billing.canceled', {}, endedAt));
  return {
    rule: 'not_ended',
    passed: false,
    because: `The subscription ended on ${spell(endedAt)}.`,
    evidence,
    verdict,
  };
}

/** A word that nobody here understands must neither lock out a customer at once nor let one in for ever. */
export function findUnknownStatus(subscription: Subscription, _paymentAgreed: boolean, now: Date): Finding {
  const { providerStatus: status, statusSince } = subscription;
  const step = { rule: 'status_understood', evidence: `status=${status}` };
  if (isKnownStatus(status)) return { ...step, passed: true, because: 'The status is understood.' };
  const until = hoursAfter(statusSince, UNKNOWN_STATUS_HOURS);
  const ready = subscription.readyBeforeUnknown && now < until;
  const reason = because('billing.provider_state_unknown', { status, until: spell(until) }, statusSince);
  const sentence = ready ? 'The last known answer still counts.' : 'No known answer counts any more.';
  return { ...step, passed: ready, because: sentence, verdict: conclude('UNKNOWN', ready, reason) };
}

export function findPause(
  { providerStatus, statusSince, resumesAt }: Subscription,
  _agreed: boolean,
  now: Date,
): Finding {
  const step = { rule: 'not_paused', evidence: `status=${providerStatus}` };
  const isPaused = providerStatus === 'paused' && (resumesAt === null || now < resumesAt);
  if (!isPaused) return { ...step, passed: true, because: 'The subscription is not paused.' };
  const until = resumesAt === null ? 'until it is resumed' : `until ${spell(resumesAt)}`;
  const verdict = conclude('PAUSED', false, because('billing.paused', { until }, statusSince));
  return { ...step, passed: false, because: `The subscription is paused ${until}.`, verdict };
}

export function findCancellation({ cancelAt, plan }: Subscription): Finding {
  const step = { rule: 'not_canceled', passed: true, evidence: `cancel_at=${cancelAt?.toISOString() ?? 'none'}` };
  if (cancelAt === null) return { ...step, because: 'No cancellation is pending.' };
  const reason = because('billing.cancels_at_period_end', { plan: plan.name, until: spell(cancelAt) });
  return { ...step, because: `It ends on ${spell(cancelAt)}.`, verdict: conclude('CANCELING', true, reason) };
}
