import { allow } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import {
  aDebt,
  aGrant,
  aPlan,
  aSubscription,
  aTrial,
  inDays,
  justBefore,
  NOON,
  subscribedTo,
  theFacts,
} from '../../test/builders.js';
import { CATALOGUE } from './catalogue.js';
import { decideCancellation } from './cancellation.js';
import { decideGraceExtension } from './grace-extension.js';
import { decidePlanChange } from './plan-change.js';
import { decideTrial } from './trial.js';

const internal = aSubscription({ plan: CATALOGUE.find(({ code }) => code === 'internal') ?? aPlan('free') });
const ended = aSubscription({ id: 'ended', providerStatus: 'canceled' });
const refusedWith = (code: string): unknown => expect.objectContaining({ allowed: false, code });

describe('starting a trial', () => {
  const team = aPlan('team');

  test('takes the plan’s length by default', () => {
    expect(decideTrial(theFacts(), team, null, NOON)).toEqual(
      allow({ kind: 'TRIAL', plan: team, endsAt: inDays(14), subscription: null }),
    );
  });

  test('may be shorter than the plan’s and not longer', () => {
    expect(decideTrial(theFacts(), team, 1, NOON)).toMatchObject({ value: { endsAt: inDays(1) } });
    expect(decideTrial(theFacts(), team, 14, NOON).allowed).toBe(true);
    expect(decideTrial(theFacts(), team, 15, NOON)).toEqual(refusedWith('billing.invalid_input'));
    expect(decideTrial(theFacts(), team, 0, NOON)).toEqual(refusedWith('billing.invalid_input'));
  });

  test('goes up from a free plan, in the same subscription', () => {
    const free = aSubscription({ plan: aPlan('free') });
    expect(decideTrial(subscribedTo(free), team, null, NOON)).toMatchObject({ value: { subscription: free } });
  });

  test.each([
    ['a plan that nobody offers', theFacts(), null, 'billing.not_found'],
    ['a plan without a trial', theFacts(), aPlan('free'), 'billing.trial_not_offered'],
    ['somebody who has subscribed', subscribedTo(aSubscription()), team, 'billing.already_subscribed'],
    ['somebody who is in debt', subscribedTo(aDebt()), team, 'billing.already_subscribed'],
    ['a second time', subscribedTo({ ...ended, trialEndsAt: inDays(-100) }), team, 'billing.trial_used'],
    ['the tenant that runs the platform', subscribedTo(internal), team, 'billing.plan_is_internal'],
  ])('is refused for %s', (_whom, facts, plan, code) => {
    expect(decideTrial(facts, plan, null, NOON)).toEqual(refusedWith(code));
  });

  test('is possible after a subscription that had none', () => {
    expect(decideTrial(subscribedTo(ended), team, null, NOON).allowed).toBe(true);
  });
});

describe('changing the plan', () => {
  const [team, business] = [aPlan('team'), aPlan('business')];
  const change = (
    facts: Parameters<typeof decidePlanChange>[0],
    plan: typeof team | null,
    quantity: number | null = null,
    now = NOON,
  ) => decidePlanChange(facts, { plan, quantity }, now);

  test('begins a subscription where none runs', () => {
    expect(change(theFacts(), team)).toEqual(allow({ kind: 'PLAN', plan: team, quantity: 0, subscription: null }));
    expect(change(subscribedTo(ended), team)).toMatchObject({ value: { subscription: null } });
  });

  test('keeps the bought seats unless it names others', () => {
    const facts = subscribedTo(aSubscription({ quantity: 3 }));
    expect(change(facts, business)).toMatchObject({ value: { quantity: 3 } });
    expect(change(facts, business, 0)).toMatchObject({ value: { quantity: 0 } });
    expect(change(facts, aPlan('free'))).toMatchObject({ value: { quantity: 0 } });
  });

  test('sells from 0 to 10000 seats, and none where the plan has none to sell', () => {
    expect(change(theFacts(), team, 10_000).allowed).toBe(true);
    expect(change(theFacts(), team, 10_001)).toEqual(refusedWith('billing.invalid_input'));
    expect(change(theFacts(), team, -1)).toEqual(refusedWith('billing.invalid_input'));
    expect(change(theFacts(), aPlan('free'), 1)).toEqual(refusedWith('billing.invalid_input'));
  });

  test('to what it is already is refused', () => {
    expect(change(subscribedTo(aSubscription()), team)).toEqual(refusedWith('billing.plan_unchanged'));
    expect(change(subscribedTo(aSubscription()), team, 1).allowed).toBe(true);
    expect(change(subscribedTo(aSubscription({ plan: { ...team, version: 0 } })), team).allowed).toBe(true);
  });

  test('to the same plan takes back a cancellation', () => {
    expect(change(subscribedTo(aSubscription({ cancelAt: inDays(5) })), team).allowed).toBe(true);
  });

  test('to the same plan agrees to pay after the trial, once', () => {
    const facts = theFacts({ subscriptions: [aTrial()], paymentAgreed: false });
    expect(change(facts, team).allowed).toBe(true);
    expect(change({ ...facts, paymentAgreed: true }, team)).toEqual(refusedWith('billing.plan_unchanged'));
  });

  test('gets a tenant out of a suspension after its trial', () => {
    const facts = theFacts({ subscriptions: [aTrial()], paymentAgreed: false });
    expect(change(facts, team, null, inDays(40)).allowed).toBe(true);
  });

  test('does not settle a debt', () => {
    expect(change(subscribedTo(aDebt()), business)).toEqual(refusedWith('billing.payment_overdue'));
    expect(change(subscribedTo(aDebt({ providerStatus: 'unpaid' })), aPlan('free'))).toEqual(
      refusedWith('billing.payment_overdue'),
    );
  });

  test('does not take away seats that are in use', () => {
    const facts = theFacts({ subscriptions: [aSubscription({ plan: business })], seatsUsed: 6 });
    expect(change(facts, team)).toMatchObject({
      code: 'billing.limit_reached',
      details: { fields: { limit: 5n, used: 6n, upgrade: { code: 'business' } } },
    });
    expect(change(facts, team, 1).allowed).toBe(true);
  });

  test('towards more seats is possible although they are still too few', () => {
    const facts = theFacts({ subscriptions: [aSubscription()], seatsUsed: 9 });
    expect(change(facts, team, 1).allowed).toBe(true);
  });

  test('is refused for an unknown plan, and for the tenant that runs the platform', () => {
    expect(change(theFacts(), null)).toEqual(refusedWith('billing.not_found'));
    expect(change(subscribedTo(internal), team)).toEqual(refusedWith('billing.plan_is_internal'));
  });

  test('counts the seats of add-ons', () => {
    const grants = [aGrant({ feature: 'seats', value: { kind: 'METERED', unlimited: false, limit: 1n } })];
    expect(
      change(theFacts({ subscriptions: [aSubscription({ plan: business })], seatsUsed: 6, grants }), team).allowed,
    ).toBe(true);
  });
});

describe('canceling', () => {
  test('keeps what is paid for until the end of its period', () => {
    expect(decideCancellation(subscribedTo(aSubscription()), true, inDays(3))).toMatchObject({
      value: { at: new Date('2026-04-10T12:00:00Z') },
    });
    expect(decideCancellation(subscribedTo(aTrial()), true, NOON)).toMatchObject({ value: { at: inDays(14) } });
  });

  test('can be at once, also after it was announced, and also in debt', () => {
    expect(decideCancellation(subscribedTo(aSubscription({ cancelAt: inDays(3) })), false, NOON)).toMatchObject({
      value: { at: null },
    });
    expect(decideCancellation(subscribedTo(aDebt()), false, inDays(50)).allowed).toBe(true);
  });

  test('is refused without a running subscription, twice, and for the tenant that runs the platform', () => {
    expect(decideCancellation(subscribedTo(ended), true, NOON)).toEqual(refusedWith('billing.nothing_to_cancel'));
    expect(decideCancellation(theFacts(), true, NOON)).toEqual(refusedWith('billing.nothing_to_cancel'));
    expect(decideCancellation(subscribedTo(aSubscription({ cancelAt: inDays(3) })), true, NOON)).toEqual(
      refusedWith('billing.already_canceling'),
    );
    expect(decideCancellation(subscribedTo(internal), true, NOON)).toEqual(refusedWith('billing.plan_is_internal'));
  });
});

describe('extending grace', () => {
  const WHY = 'Their bank is closed this week.';
  const extend = (facts: Parameters<typeof decideGraceExtension>[0], until: Date, now = NOON, why = WHY) =>
    decideGraceExtension(facts, until, why, now);

  test('names the debt that it is for', () => {
    const debt = aDebt();
    expect(extend(subscribedTo(debt), inDays(9))).toEqual(
      allow({ subscription: debt, overdueSince: NOON, until: inDays(9), justification: WHY }),
    );
  });

  test('reaches beyond the present grace, and at most 30 days ahead', () => {
    const facts = subscribedTo(aDebt());
    expect(extend(facts, inDays(7))).toEqual(refusedWith('billing.grace_out_of_range'));
    expect(extend(facts, new Date(inDays(7).getTime() + 1)).allowed).toBe(true);
    expect(extend(facts, inDays(30)).allowed).toBe(true);
    expect(extend(facts, new Date(inDays(30).getTime() + 1))).toEqual(refusedWith('billing.grace_out_of_range'));
  });

  test('brings back a suspended account, from now on only', () => {
    expect(extend(subscribedTo(aDebt()), inDays(20), inDays(20))).toEqual(refusedWith('billing.grace_out_of_range'));
    expect(extend(subscribedTo(aDebt()), inDays(21), inDays(20)).allowed).toBe(true);
  });

  test('never carries a debt for more than 90 days', () => {
    expect(extend(subscribedTo(aDebt()), inDays(90), inDays(80)).allowed).toBe(true);
    expect(extend(subscribedTo(aDebt()), inDays(91), inDays(80))).toEqual(refusedWith('billing.grace_out_of_range'));
  });

  test('needs a justification of 10 to 500 characters', () => {
    const facts = subscribedTo(aDebt());
    expect(extend(facts, inDays(9), NOON, '  too short ')).toEqual(refusedWith('billing.invalid_input'));
    expect(extend(facts, inDays(9), NOON, 'ten chars.').allowed).toBe(true);
    expect(extend(facts, inDays(9), NOON, 'x'.repeat(501))).toEqual(refusedWith('billing.invalid_input'));
  });

  test('is refused where nothing is overdue', () => {
    expect(extend(subscribedTo(aSubscription()), inDays(9))).toEqual(refusedWith('billing.no_grace_to_extend'));
    expect(extend(subscribedTo(ended), inDays(9))).toEqual(refusedWith('billing.no_grace_to_extend'));
    expect(
      extend(theFacts({ subscriptions: [aTrial()], paymentAgreed: false }), inDays(22), justBefore(inDays(14))),
    ).toEqual(refusedWith('billing.no_grace_to_extend'));
    expect(extend(theFacts({ subscriptions: [aTrial()], paymentAgreed: false }), inDays(22), inDays(14)).allowed).toBe(
      true,
    );
  });
});
