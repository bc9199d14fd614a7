import { decideDeclaration } from '@bailiwick/access';
import { DEFINITIONS } from '@bailiwick/cli';
import type { ActionDeclaration } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';

const catalogue = DEFINITIONS.flatMap(({ name, actions }) => actions.map((action) => ({ domain: name, action })));

/** The three traps, told independently of the rule that access applies when a catalogue arrives. */
function trapsOf({
  domain,
  action,
}: {
  readonly domain: string;
  readonly action: ActionDeclaration;
}): readonly string[] {
  const { name, factors, feature, powerReducing, section } = action;
  return [
    ...(domain === 'billing' && factors.includes('BILLING')
      ? [`${name} locks a suspended customer out of paying`]
      : []),
    ...(section === 'PLATFORM_SETUP' && factors.includes('PLATFORM') ? [`${name} needs what it sets up`] : []),
    ...(powerReducing && (factors.includes('BILLING') || factors.includes('PLATFORM') || feature !== null)
      ? [`${name} takes power away, and waits for billing or set-up`]
      : []),
  ];
}

describe('the action catalogue of all domains', () => {
  test('is not empty, and names each action once', () => {
    const names = catalogue.map(({ action }) => action.name);
    expect(names.length).toBeGreaterThan(20);
    expect(new Set(names).size).toBe(names.length);
  });

  test('falls into none of the three traps', () => {
    expect(catalogue.flatMap(trapsOf)).toEqual([]);
  });

  test.each(catalogue)('has $action.name, which access takes from $domain', ({ domain, action }) => {
    expect(decideDeclaration(domain, action)).toMatchObject({ allowed: true });
  });

  test('would be refused with a trap in it', () => {
    const planted = catalogue.map(({ action }) => ({
      domain: 'billing',
      action: { ...action, name: 'billing.planted.pay', factors: [...action.factors, 'BILLING' as const] },
    }))[0];
    expect(planted === undefined ? [] : trapsOf(planted)).toHaveLength(1);
    expect(planted === undefined ? null : decideDeclaration('billing', planted.action)).toMatchObject({
      allowed: false,
    });
  });

  test.each(['revoke', 'suspend', 'lock', 'kill', 'remove', 'withdraw', 'pause', 'export', 'cancel'])(
    'marks everything that says %s as power-reducing',
    (verb) => {
      const unmarked = catalogue.filter(
        ({ action }) => action.name.split('.').at(-1)?.startsWith(verb) === true && !action.powerReducing,
      );
      expect(unmarked.map(({ action }) => action.name)).toEqual([]);
    },
  );
});
