import { describe, expect, test } from 'vitest';
import {
  aDebt,
  aPlan,
  aSubscription,
  aTrial,
  inDays,
  justBefore,
  NOON,
  subscribedTo,
  theFacts,
} from '../../test/builders.js';
import { newestPlan, CATALOGUE } from './catalogue.js';
import type { BillingFacts } from './facts.js';
import { decideReadiness } from './readiness.js';

const verdictOn = (facts: BillingFacts, now: Date): string => {
  const { state, ready, reason } = decideReadiness(facts, now);
  return `${state} ${ready ? 'ready' : 'not ready'} ${reason.code}`;
};

const NEXT_WEEK = inDays(7);
const TRIAL_END = inDays(14);

describe('billing readiness', () => {
  test.each([
    ['without a subscription is not configured', theFacts(), NOON, 'NOT_CONFIGURED not ready billing.not_configured'],
    [
      'with a free plan has nothing to wait for',
      subscribedTo(aSubscription({ plan: aPlan('free') })),
      NOON,
      'ACTIVE ready billing.free_plan',
    ],
    [
      'awaits a first payment',
      subscribedTo(aSubscription({ providerStatus: 'incomplete', firstPaymentDueAt: inDays(1) })),
      justBefore(inDays(1)),
      'INCOMPLETE not ready billing.first_payment_pending',
    ],
    [
      'gives up on a first payment when it expires',
      subscribedTo(aSubscription({ providerStatus: 'incomplete', firstPaymentDueAt: inDays(1) })),
      inDays(1),
      'NOT_CONFIGURED not ready billing.first_payment_failed',
    ],
    [
      'gives up on a first payment when the provider does',
      subscribedTo(aSubscription({ providerStatus: 'incomplete_expired' })),
      NOON,
      'NOT_CONFIGURED not ready billing.first_payment_failed',
    ],
    ['is given during a trial', subscribedTo(aTrial()), justBefore(TRIAL_END), 'TRIALING ready billing.trial_active'],
    ['outlives a trial when payment is agreed', subscribedTo(aTrial()), TRIAL_END, 'ACTIVE ready billing.active'],
    [
      'enters grace after a trial without payment',
      theFacts({ subscriptions: [aTrial()], paymentAgreed: false }),
      TRIAL_END,
      'GRACE ready billing.payment_failed_grace',
    ],
    [
      'is suspended when the grace after a trial is over',
      theFacts({ subscriptions: [aTrial()], paymentAgreed: false }),
      inDays(21),
      'SUSPENDED not ready billing.payment_overdue',
    ],
    [
      'is kept within that grace',
      theFacts({ subscriptions: [aTrial()], paymentAgreed: false }),
      justBefore(inDays(21)),
      'GRACE ready billing.payment_failed_grace',
    ],
    ['is given while active', subscribedTo(aSubscription()), NOON, 'ACTIVE ready billing.active'],
    [
      'is given until an announced end',
      subscribedTo(aSubscription({ cancelAt: NEXT_WEEK })),
      justBefore(NEXT_WEEK),
      'CANCELING ready billing.cancels_at_period_end',
    ],
    [
      'ends at an announced end',
      subscribedTo(aSubscription({ cancelAt: NEXT_WEEK })),
      NEXT_WEEK,
      'CANCELED not ready billing.canceled',
    ],
    [
      'is kept in the grace of the plan',
      subscribedTo(aDebt()),
      justBefore(NEXT_WEEK),
      'GRACE ready billing.payment_failed_grace',
    ],
    [
      'is suspended when the grace is over',
      subscribedTo(aDebt()),
      NEXT_WEEK,
      'SUSPENDED not ready billing.payment_overdue',
    ],
    [
      'is suspended when the provider has given up',
      subscribedTo(aDebt({ providerStatus: 'unpaid' })),
      NOON,
      'SUSPENDED not ready billing.payment_overdue',
    ],
    [
      'is missing while paused',
      subscribedTo(aSubscription({ providerStatus: 'paused' })),
      inDays(900),
      'PAUSED not ready billing.paused',
    ],
    [
      'is missing up to the day of resumption',
      subscribedTo(aSubscription({ providerStatus: 'paused', resumesAt: NEXT_WEEK })),
      justBefore(NEXT_WEEK),
      'PAUSED not ready billing.paused',
    ],
    [
      'returns on the day of resumption',
      subscribedTo(aSubscription({ providerStatus: 'paused', resumesAt: NEXT_WEEK })),
      NEXT_WEEK,
      'ACTIVE ready billing.active',
    ],
    [
      'is missing after a cancellation',
      subscribedTo(aSubscription({ providerStatus: 'canceled' })),
      NOON,
      'CANCELED not ready billing.canceled',
    ],
    [
      'trusts the last known answer for a day',
      subscribedTo(aSubscription({ providerStatus: 'haunted', readyBeforeUnknown: true })),
      justBefore(inDays(1)),
      'UNKNOWN ready billing.provider_state_unknown',
    ],
    [
      'trusts no unknown status for longer than a day',
      subscribedTo(aSubscription({ providerStatus: 'haunted', readyBeforeUnknown: true })),
      inDays(1),
      'UNKNOWN not ready billing.provider_state_unknown',
    ],
    [
      'keeps a last known no',
      subscribedTo(aSubscription({ providerStatus: 'haunted' })),
      NOON,
      'UNKNOWN not ready billing.provider_state_unknown',
    ],
  ])('%s', (_sentence, facts, now, verdict) => {
    expect(verdictOn(facts, now)).toBe(verdict);
  });

  test('is never in doubt for the tenant that runs the platform', () => {
    const plan = CATALOGUE.find(({ code }) => code === 'internal') ?? aPlan('free');
    expect(verdictOn(subscribedTo(aSubscription({ plan, providerStatus: 'past_due' })), NOON)).toBe(
      'ACTIVE ready billing.internal_plan',
    );
    expect(newestPlan('internal')).toBeNull();
  });

  test('of a trial that was canceled ends with the trial', () => {
    const facts = subscribedTo(aTrial({ cancelAt: TRIAL_END }));
    expect(verdictOn(facts, justBefore(TRIAL_END))).toBe('TRIALING ready billing.trial_active');
    expect(verdictOn(facts, TRIAL_END)).toBe('CANCELED not ready billing.canceled');
  });

  test('gives a trial whose end the provider left out the length of the plan’s', () => {
    const facts = theFacts({ subscriptions: [aTrial({ trialEndsAt: null })], paymentAgreed: false });
    expect(verdictOn(facts, justBefore(inDays(14)))).toBe('TRIALING ready billing.trial_active');
    expect(verdictOn(facts, inDays(14))).toBe('GRACE ready billing.payment_failed_grace');
  });

  test('is not lost to one overdue subscription while another is paid', () => {
    const overdue = aDebt({ id: 'overdue', providerStatus: 'unpaid' });
    const paid = aSubscription({ id: 'paid', startedAt: inDays(-30) });
    expect(decideReadiness(subscribedTo(overdue, paid), NOON)).toMatchObject({
      ready: true,
      subscription: { id: 'paid' },
    });
  });

  test('is not regained from an ended subscription', () => {
    const ended = aSubscription({ id: 'ended', providerStatus: 'canceled' });
    expect(decideReadiness(subscribedTo(ended, aDebt()), inDays(8)).state).toBe('SUSPENDED');
  });
});

describe('the steps of a verdict', () => {
  test('name the rules that were asked, and the last one decided', () => {
    const { steps } = decideReadiness(subscribedTo(aDebt()), NEXT_WEEK);
    expect(steps.map(({ rule, passed }) => `${rule} ${passed}`)).toEqual([
      'not_ended true',
      'plan_to_pay true',
      'status_understood true',
      'first_payment true',
      'not_paused true',
      'trial true',
      'paid false',
    ]);
    expect(steps.at(-1)?.because).toBe('The grace for the missing payment ended on 2026-03-17 12:00 UTC.');
  });
});
