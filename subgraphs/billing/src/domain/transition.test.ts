import { describe, expect, test } from 'vitest';
import { aSubscription, aTrial, inDays, NOON } from '../../test/builders.js';
import { listTransitions } from './transition.js';

describe('a subscription’s history', () => {
  test('gives each boundary its own instant, also when the clock was stopped over both', () => {
    const lines = listTransitions(aTrial(), false, { state: 'TRIALING', at: NOON }, inDays(60));
    expect(lines.map(({ at, from, to }) => ({ at, from, to }))).toEqual([
      { at: inDays(14), from: 'TRIALING', to: 'GRACE' },
      { at: inDays(21), from: 'GRACE', to: 'SUSPENDED' },
    ]);
  });

  test('does not repeat a boundary that was written', () => {
    expect(listTransitions(aTrial(), false, { state: 'GRACE', at: inDays(14) }, inDays(20))).toEqual([]);
  });

  test('begins with the first state', () => {
    expect(listTransitions(aSubscription(), true, { state: null, at: NOON }, NOON)).toMatchObject([
      { at: NOON, from: null, to: 'ACTIVE' },
    ]);
  });
});
