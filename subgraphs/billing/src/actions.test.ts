import { describe, expect, test } from 'vitest';
import { billingActions } from './actions.js';

describe('an action of billing', () => {
  test.each(billingActions.map((action) => [action.name, action] as const))(
    '%s works while billing is not in order',
    (_name, action) => {
      expect(action.factors).toEqual(['BOUNDARY', 'TRUST', 'PERMISSION']);
      expect(action.feature).toBeNull();
    },
  );

  test('that only takes power away says so', () => {
    expect(billingActions.filter(({ powerReducing }) => powerReducing).map(({ name }) => name)).toEqual([
      'billing.subscription.cancel',
    ]);
  });

  test('that makes an exception belongs to the operators alone', () => {
    expect(billingActions.find(({ name }) => name === 'billing.grace.extend')).toMatchObject({
      systemRoles: [],
      duties: ['billing-operations'],
    });
  });

  test('that changes money is neither for members nor for machines with a bare bearer credential', () => {
    const writes = billingActions.filter(({ effect }) => effect === 'WRITE');
    expect(
      writes
        .flatMap(({ systemRoles }) => systemRoles)
        .filter((role) => role === 'member' || role === 'machine' || role === 'auditor'),
    ).toEqual([]);
    expect(new Set(writes.map(({ requiredTrust }) => requiredTrust))).toEqual(new Set(['T2_BOUND']));
  });
});
