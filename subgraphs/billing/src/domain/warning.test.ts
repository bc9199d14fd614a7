import { describe, expect, test } from 'vitest';
import {
  aDebt,
  aGrant,
  aSubscription,
  aTrial,
  inDays,
  justBefore,
  NOON,
  subscribedTo,
  theFacts,
} from '../../test/builders.js';
import type { BillingFacts } from './facts.js';
import { hoursAfter } from './instant.js';
import { decideReadiness } from './readiness.js';

const NEXT_WEEK = inDays(7);
const TRIAL_END = inDays(14);

describe('an operator’s exception', () => {
  const extended = aDebt({ graceExtensions: [{ overdueSince: NOON, until: inDays(10) }] });

  test('keeps the account in grace until its end', () => {
    expect(decideReadiness(subscribedTo(extended), justBefore(inDays(10)))).toMatchObject({
      state: 'GRACE',
      graceEndsAt: inDays(10),
    });
    expect(decideReadiness(subscribedTo(extended), inDays(10)).state).toBe('SUSPENDED');
  });

  test('is shown as a warning', () => {
    expect(decideReadiness(subscribedTo(extended), NOON).warnings.map(({ code }) => code)).toEqual([
      'billing.override_active',
    ]);
    expect(decideReadiness(subscribedTo(aDebt()), NOON).warnings).toEqual([]);
  });

  test('does not excuse the next debt', () => {
    const next = { ...extended, overdueSince: inDays(1) };
    expect(decideReadiness(subscribedTo(next), inDays(8)).state).toBe('SUSPENDED');
  });
});

describe('a warning beside the verdict', () => {
  const warningsOn = (facts: BillingFacts, now: Date): readonly string[] =>
    decideReadiness(facts, now).warnings.map(({ code }) => code);

  test('tells that a trial ends without an agreed payment', () => {
    expect(warningsOn(theFacts({ subscriptions: [aTrial()], paymentAgreed: false }), NOON)).toEqual([
      'billing.trial_no_payment_method',
    ]);
    expect(warningsOn(subscribedTo(aTrial()), NOON)).toEqual([]);
  });

  test('tells that more members are active than seats are paid for, in any state, and takes nothing away', () => {
    const facts = theFacts({ subscriptions: [aSubscription({ quantity: 2 })], seatsUsed: 8 });
    expect(warningsOn(facts, NOON)).toEqual(['billing.seats_oversubscribed']);
    expect(decideReadiness(facts, NOON).ready).toBe(true);
    expect(warningsOn({ ...facts, seatsUsed: 7 }, NOON)).toEqual([]);
  });

  test('counts the seats of add-ons and exceptions', () => {
    const grants = [aGrant({ feature: 'seats', value: { kind: 'METERED', unlimited: false, limit: 1n } })];
    expect(warningsOn(theFacts({ subscriptions: [aSubscription()], seatsUsed: 6, grants }), NOON)).toEqual([]);
  });

  test('tells a day after a renewal that the provider has not confirmed it', () => {
    const facts = subscribedTo(aSubscription({ evidenceReceivedAt: NOON }));
    const staleAt = hoursAfter(new Date('2026-04-10T12:00:00Z'), 24);
    expect(warningsOn(facts, justBefore(staleAt))).toEqual([]);
    expect(warningsOn(facts, staleAt)).toEqual(['billing.evidence_stale']);
  });

  test('never waits for a provider under manual billing', () => {
    expect(warningsOn(subscribedTo(aSubscription()), inDays(4000))).toEqual([]);
  });

  test('tells of a disputed payment', () => {
    expect(warningsOn(subscribedTo(aSubscription({ disputed: true })), NOON)).toEqual(['billing.disputed']);
  });
});

describe('the next transition', () => {
  const nextOn = (facts: BillingFacts, now: Date) => {
    const next = decideReadiness(facts, now).nextTransition;
    return next && { at: next.at, to: next.to, ready: next.ready };
  };

  test.each([
    ['is the end of the trial, and then active', subscribedTo(aTrial()), { at: TRIAL_END, to: 'ACTIVE', ready: true }],
    [
      'is the end of the trial, and then grace',
      theFacts({ subscriptions: [aTrial()], paymentAgreed: false }),
      { at: TRIAL_END, to: 'GRACE', ready: true },
    ],
    ['is the end of the grace', subscribedTo(aDebt()), { at: NEXT_WEEK, to: 'SUSPENDED', ready: false }],
    [
      'is the announced end',
      subscribedTo(aSubscription({ cancelAt: NEXT_WEEK })),
      { at: NEXT_WEEK, to: 'CANCELED', ready: false },
    ],
    [
      'is the resumption',
      subscribedTo(aSubscription({ providerStatus: 'paused', resumesAt: NEXT_WEEK })),
      { at: NEXT_WEEK, to: 'ACTIVE', ready: true },
    ],
    [
      'is the expiry of the first payment',
      subscribedTo(aSubscription({ providerStatus: 'incomplete', firstPaymentDueAt: NEXT_WEEK })),
      { at: NEXT_WEEK, to: 'NOT_CONFIGURED', ready: false },
    ],
    [
      'is the end of the day that an unknown status gets',
      subscribedTo(aSubscription({ providerStatus: 'haunted', readyBeforeUnknown: true })),
      { at: inDays(1), to: 'UNKNOWN', ready: false },
    ],
    ['is nothing while time changes nothing', subscribedTo(aSubscription()), null],
    ['is nothing without a subscription', theFacts(), null],
  ])('%s', (_sentence, facts, next) => {
    expect(nextOn(facts, NOON)).toEqual(next);
  });
});
