import { describe, expect, test } from 'vitest';
import { allow, metIn, orRefuse, refuse, Refusal, registerReasons } from './index.js';

const reasons = registerReasons('billing', {
  'billing.payment_overdue': {
    sentence: 'A payment of {amount} is overdue.',
    remedy: { label: 'Pay {amount}.', section: 'BILLING', requiredPermission: 'billing.plan.change' },
  },
});

describe('a reason', () => {
  test('is written once, from its registered sentence and the facts', () => {
    expect(
      reasons.reason('billing.payment_overdue', {
        facts: { amount: '10 EUR' },
        since: new Date('2026-11-21T00:00:00Z'),
      }),
    ).toEqual({
      code: 'billing.payment_overdue',
      owner: 'BILLING',
      message: 'A payment of 10 EUR is overdue.',
      since: '2026-11-21T00:00:00.000Z',
      remedy: { label: 'Pay 10 EUR.', section: 'BILLING', requiredPermission: 'billing.plan.change' },
    });
  });

  test('is null where nothing was said: no date, no section', () => {
    expect(reasons.reason('billing.invalid_input', { facts: { problem: 'Too long.' } })).toMatchObject({
      since: null,
      message: 'Too long.',
      remedy: { section: null, requiredPermission: null },
    });
  });

  test('of a group is met where the group is, and is else what it was', () => {
    const group = metIn(['LOG'], { 'billing.odd': { sentence: 'Odd.', remedy: { label: 'Look.' } } });
    expect(group).toEqual({ 'billing.odd': { sentence: 'Odd.', remedy: { label: 'Look.' }, met: ['LOG'] } });
  });

  test.each(['access.stolen', 'billing.NotSnake', 'billing.two words'])(
    'with the code %s is refused by billing at start',
    (code) => {
      expect(() => registerReasons('billing', { [code as 'billing.x']: { sentence: 'No.' } })).toThrow(
        'does not belong to the domain billing',
      );
    },
  );
});

describe('a decision', () => {
  test('that allows gives its value', () => {
    expect(orRefuse(allow(7))).toBe(7);
  });

  test('that refuses leaves the transaction with its code', () => {
    expect(() => orRefuse(refuse('billing.payment_overdue'))).toThrow(Refusal);
  });
});
