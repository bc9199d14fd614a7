import { decideDeclaration } from '@bailiwick/access';
import { DEFINITIONS } from '@bailiwick/cli';
import { REDUCING_VERBS, trapsOf } from '@bailiwick/schema/action-traps';
import { describe, expect, test } from 'vitest';

const catalogue = DEFINITIONS.flatMap(({ name, actions }) => actions.map((action) => ({ domain: name, action })));

describe('the action catalogue of all domains', () => {
  test('is not empty, and names each action once', () => {
    const names = catalogue.map(({ action }) => action.name);
    expect(names.length).toBeGreaterThan(20);
    expect(new Set(names).size).toBe(names.length);
  });

  test('falls into none of the traps', () => {
    expect(catalogue.flatMap(({ domain, action }) => trapsOf(domain, action))).toEqual([]);
  });

  test.each(catalogue)('has $action.name, which access takes from $domain', ({ domain, action }) => {
    expect(decideDeclaration(domain, action)).toMatchObject({ allowed: true });
  });

  test('would be refused with a trap in it', () => {
    const planted = catalogue.map(({ action }) => ({
      domain: 'billing',
      action: { ...action, name: 'billing.planted.pay', factors: [...action.factors, 'BILLING' as const] },
    }))[0];
    expect(planted === undefined ? [] : trapsOf(planted.domain, planted.action)).toHaveLength(1);
    expect(planted === undefined ? null : decideDeclaration('billing', planted.action)).toMatchObject({
      allowed: false,
    });
  });

  test.each(REDUCING_VERBS)('marks everything that says %s as power-reducing', (verb) => {
    const unmarked = catalogue.filter(
      ({ action }) => action.name.split('.').at(-1)?.startsWith(verb) === true && !action.powerReducing,
    );
    expect(unmarked.map(({ action }) => action.name)).toEqual([]);
  });
});
