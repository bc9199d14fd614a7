import { describe, expect, test } from 'vitest';
import { diceOf } from './dice.js';
import { credentialsAt, planTenants, totalsOf } from './plan.js';
import { progressOf } from './progress.js';

describe('a large seed', () => {
  test('has one huge tenant with exactly what was asked for, and small ones', () => {
    const plans = planTenants({ tenants: 100, identities: 70, credentials: 200 });
    const [huge, second, ...rest] = plans;
    expect(plans).toHaveLength(100);
    expect(huge).toMatchObject({ slug: 'seed-huge', identities: 70 });
    expect(second?.identities).toBe(200);
    expect(rest.every(({ identities }) => identities >= 1 && identities < 200)).toBe(true);
    if (huge === undefined) throw new Error('no plan');
    expect(Array.from({ length: 70 }, (_, place) => credentialsAt(huge, place)).reduce((a, b) => a + b)).toBe(200);
    expect(totalsOf([huge])).toEqual({ tenants: 1, identities: 70, credentials: 200 });
  });

  test('comes out the same every time', () => {
    const throwOf = (seed: number) => {
      const dice = diceOf(seed);
      return [dice.uuid(), dice.below(1000), dice.bytes(5).toString('hex')];
    };
    expect(throwOf(7)).toEqual(throwOf(7));
    expect(throwOf(7)).not.toEqual(throwOf(8));
    expect(throwOf(7)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('says how far it is, and how long it will take', () => {
    expect(progressOf(75_000, 300_000, 60_000)).toBe(
      '75,000 of 300,000 credentials (25 %), 1,250 per second, 3:00 min left',
    );
    expect(progressOf(0, 300_000, 0)).toBe('0 of 300,000 credentials (0 %), 0 per second');
  });
});
