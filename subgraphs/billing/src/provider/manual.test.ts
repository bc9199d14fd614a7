import { describe, expect, test } from 'vitest';
import { aDebt, aPlan, aSubscription, aTrial, inDays, NOON } from '../../test/builders.js';
import { MANUAL } from './manual.js';

const carryOut = (order: Parameters<typeof MANUAL.carryOut>[0], now = NOON, paymentAgreed = false) =>
  MANUAL.carryOut(order, { paymentAgreed }, 'new', now);

describe('manual billing', () => {
  test('begins a subscription at once, and takes the choice of a paid plan as the agreement to be invoiced', () => {
    expect(carryOut({ kind: 'PLAN', plan: aPlan('team'), quantity: 2, subscription: null })).toMatchObject({
      paymentAgreed: true,
      subscription: { id: 'new', providerStatus: 'active', quantity: 2, periodAnchor: NOON },
    });
    expect(carryOut({ kind: 'PLAN', plan: aPlan('free'), quantity: 0, subscription: null }).paymentAgreed).toBe(false);
  });

  test('begins a trial without any agreement to pay, its first period being the trial', () => {
    expect(carryOut({ kind: 'TRIAL', plan: aPlan('team'), endsAt: inDays(14), subscription: null })).toMatchObject({
      paymentAgreed: false,
      subscription: { providerStatus: 'trialing', trialEndsAt: inDays(14), periodAnchor: inDays(14) },
    });
  });

  test('goes up from a free plan in the same subscription', () => {
    const free = aSubscription({ id: 'old', plan: aPlan('free') });
    expect(
      carryOut({ kind: 'TRIAL', plan: aPlan('team'), endsAt: inDays(14), subscription: free }).subscription.id,
    ).toBe('old');
  });

  test('does not cut a running trial short', () => {
    expect(
      carryOut({ kind: 'PLAN', plan: aPlan('business'), quantity: 0, subscription: aTrial() }, inDays(3)).subscription,
    ).toMatchObject({
      providerStatus: 'trialing',
      trialEndsAt: inDays(14),
      plan: { code: 'business' },
    });
  });

  test('activates what lapsed after its trial, from the day of the choice', () => {
    expect(
      carryOut({ kind: 'PLAN', plan: aPlan('team'), quantity: 0, subscription: aTrial() }, inDays(30)).subscription,
    ).toMatchObject({
      providerStatus: 'active',
      statusSince: inDays(30),
      periodAnchor: inDays(30),
      trialEndsAt: inDays(14),
    });
  });

  test('remembers a trial that was left for a free plan, as ended', () => {
    expect(
      carryOut({ kind: 'PLAN', plan: aPlan('free'), quantity: 0, subscription: aTrial() }, inDays(3)).subscription,
    ).toMatchObject({
      providerStatus: 'active',
      trialEndsAt: inDays(3),
    });
  });

  test('keeps the billing day through a change between paid plans, and takes back a cancellation', () => {
    const subscription = aSubscription({ cancelAt: inDays(20) });
    expect(
      carryOut({ kind: 'PLAN', plan: aPlan('business'), quantity: 0, subscription }, inDays(5)).subscription,
    ).toMatchObject({
      periodAnchor: NOON,
      cancelAt: null,
      statusSince: NOON,
    });
  });

  test('ends a subscription at once or at an announced time', () => {
    expect(
      carryOut({ kind: 'CANCEL', at: null, subscription: aSubscription({ cancelAt: inDays(9) }) }, inDays(2))
        .subscription,
    ).toMatchObject({
      providerStatus: 'canceled',
      statusSince: inDays(2),
      cancelAt: null,
    });
    expect(carryOut({ kind: 'CANCEL', at: inDays(9), subscription: aDebt() }).subscription).toMatchObject({
      providerStatus: 'past_due',
      cancelAt: inDays(9),
    });
  });
});
