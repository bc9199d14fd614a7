import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { aDebt, aPlan, aSubscription, aTrial, inDays, NOON, subscribedTo, theFacts } from '../../test/builders.js';
import { decideAttention } from './attention.js';
import { CATALOGUE, findPlan, plansOnOffer } from './catalogue.js';
import { monthsAfter } from './instant.js';
import type { BillingFacts } from './facts.js';
import { decideReadiness } from './readiness.js';
import { summariseSeats } from './seats.js';
import { periodAt } from './subscription.js';

describe('the badge of the billing section', () => {
  const badge = (facts: BillingFacts, now = NOON) => {
    const { level, reason } = decideAttention(decideReadiness(facts, now));
    return `${level} ${reason?.code ?? '-'}`;
  };

  test.each([
    ['blocks when billing is not in order', badge(theFacts()), 'BLOCKING billing.not_configured'],
    ['warns in grace', badge(subscribedTo(aDebt())), 'WARNING billing.payment_failed_grace'],
    [
      'warns of an announced end',
      badge(subscribedTo(aSubscription({ cancelAt: inDays(1) }))),
      'WARNING billing.cancels_at_period_end',
    ],
    [
      'warns of a status that nobody understands',
      badge(subscribedTo(aSubscription({ providerStatus: 'haunted', readyBeforeUnknown: true }))),
      'WARNING billing.provider_state_unknown',
    ],
    [
      'warns of a trial without payment',
      badge(theFacts({ subscriptions: [aTrial()], paymentAgreed: false })),
      'WARNING billing.trial_no_payment_method',
    ],
    [
      'warns of too many members',
      badge(theFacts({ subscriptions: [aSubscription()], seatsUsed: 6 })),
      'WARNING billing.seats_oversubscribed',
    ],
    ['informs during a trial', badge(subscribedTo(aTrial())), 'INFO billing.trial_active'],
    ['is silent when all is well', badge(subscribedTo(aSubscription())), 'NONE -'],
  ])('%s', (_sentence, shown, expected) => {
    expect(shown).toBe(expected);
  });
});

describe('the seats of an account', () => {
  test('are those of the plan and those that were bought', () => {
    const facts = theFacts({ subscriptions: [aSubscription({ quantity: 2 })], seatsUsed: 4 });
    expect(summariseSeats(facts, NOON)).toEqual({
      included: 5,
      purchased: 2,
      unlimited: false,
      used: 4,
      available: 3,
      overSubscribed: false,
    });
  });

  test('are over from the first member without one', () => {
    const facts = theFacts({ subscriptions: [aSubscription()], seatsUsed: 5 });
    expect(summariseSeats(facts, NOON)).toMatchObject({ available: 0, overSubscribed: false });
    expect(summariseSeats({ ...facts, seatsUsed: 6 }, NOON)).toMatchObject({ available: 0, overSubscribed: true });
  });

  test('are none without a subscription, and without number where they are unlimited', () => {
    expect(summariseSeats(theFacts(), NOON)).toMatchObject({ included: 0, available: 0 });
    const plan = findPlan('internal', 1) ?? aPlan('free');
    expect(summariseSeats(theFacts({ subscriptions: [aSubscription({ plan })], seatsUsed: 99 }), NOON)).toMatchObject({
      unlimited: true,
      available: null,
      overSubscribed: false,
    });
  });
});

describe('the catalogue', () => {
  test('never changes a version that was published', () => {
    const asText = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);
    const digests = CATALOGUE.map(
      (plan) =>
        `${plan.code}@${plan.version} ${createHash('sha256').update(JSON.stringify(plan, asText)).digest('hex').slice(0, 16)}`,
    );
    expect(digests).toMatchInlineSnapshot(`
      [
        "free@1 e68e6d2b444dd49d",
        "team@1 ba460bf136a13b60",
        "business@1 fcf8a504a859968e",
        "internal@1 75d3801888377d2f",
      ]
    `);
  });

  test('names each version once, and offers only the newest of those that can be chosen', () => {
    expect(new Set(CATALOGUE.map(({ code, version }) => `${code}@${version}`)).size).toBe(CATALOGUE.length);
    expect(plansOnOffer().map(({ code }) => code)).toEqual(['free', 'team', 'business']);
  });

  test('has no plan that somebody made up', () => {
    expect(findPlan('team', 99)).toBeNull();
    expect(findPlan('gold', 1)).toBeNull();
  });
});

describe('a billing period', () => {
  test('runs from the day of the month to the day before it in the next', () => {
    expect(periodAt(aSubscription(), NOON)).toEqual({ start: NOON, end: new Date('2026-04-10T12:00:00Z') });
    expect(periodAt(aSubscription(), new Date('2026-04-10T11:59:59.999Z')).start).toEqual(NOON);
    expect(periodAt(aSubscription(), new Date('2026-04-10T12:00:00Z')).start).toEqual(new Date('2026-04-10T12:00:00Z'));
  });

  test('ends a month of 31 days where the next has none', () => {
    expect(monthsAfter(new Date('2026-01-31T00:00:00Z'), 1)).toEqual(new Date('2026-02-28T00:00:00Z'));
    const monthly = aSubscription({ periodAnchor: new Date('2026-01-31T00:00:00Z') });
    expect(periodAt(monthly, new Date('2026-03-01T00:00:00Z'))).toEqual({
      start: new Date('2026-02-28T00:00:00Z'),
      end: new Date('2026-03-31T00:00:00Z'),
    });
  });

  test('is the trial before its end', () => {
    expect(periodAt(aTrial(), inDays(1))).toEqual({ start: NOON, end: inDays(14) });
  });
});
