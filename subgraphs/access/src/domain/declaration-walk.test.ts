import { FACTORS, SYSTEM_ROLES, TRUST_LEVELS, type ActionDeclaration } from '@bailiwick/decision';
import { array, assert, boolean, constantFrom, property, record, subarray, type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actions } from '../actions.js';
import { reviewDeclarations } from './catalogue.js';

const declaration: Arbitrary<ActionDeclaration> = record({
  name: constantFrom(
    'billing.plan.change',
    'identity.member.remove',
    'access.role.revoke',
    'platform.use',
    'billing',
    'identity.x',
  ),
  description: constantFrom('Do it.'),
  section: constantFrom('USERS', 'BILLING', null),
  effect: constantFrom('READ', 'WRITE'),
  factors: subarray([...FACTORS]),
  feature: constantFrom('reporting', null),
  requiredTrust: constantFrom(...TRUST_LEVELS),
  requiresMfa: boolean(),
  stalenessSeconds: constantFrom(30, 300),
  powerReducing: boolean(),
  endsStanding: boolean(),
  systemRoles: subarray([...SYSTEM_ROLES]),
  duties: subarray(['support']),
});

const readiness = ({ factors, feature }: ActionDeclaration) =>
  feature !== null || factors.includes('BILLING') || factors.includes('PLATFORM');

/** What must never be in the catalogue, said once more and from the other end. */
const TRAPS: Readonly<Record<string, (action: ActionDeclaration, domain: string) => boolean>> = {
  'is foreign': ({ name }, domain) =>
    !name.startsWith(`${domain}.`) && !(domain === 'access' && name === 'platform.use'),
  'keeps a customer from paying': ({ name, factors, feature }) =>
    name.startsWith('billing.') && (factors.includes('BILLING') || feature !== null),
  'keeps a customer from giving up power': (action) => action.powerReducing && readiness(action),
  'is open': ({ factors }) =>
    !(['BOUNDARY', 'TRUST', 'PERMISSION'] as const).every((factor) => factors.includes(factor)),
};

function traps(domain: string, catalogue: readonly ActionDeclaration[]): readonly string[] {
  return Object.entries(TRAPS).flatMap(([trap, isIn]) =>
    catalogue.filter((action) => isIn(action, domain)).map(({ name }) => `${name} ${trap}`),
  );
}

describe('the catalogue', () => {
  test('never holds a trap, whatever the domains declare', () => {
    assert(
      property(
        constantFrom('billing', 'identity', 'access', 'platform'),
        array(declaration, { maxLength: 8 }),
        (domain, declared) => {
          expect(traps(domain, reviewDeclarations(domain, declared).accepted)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('loses nothing that is no trap', () => {
    assert(
      property(array(declaration, { maxLength: 8 }), (declared) => {
        const { accepted, refused } = reviewDeclarations('identity', declared);
        expect(accepted.length + refused.length).toBe(declared.length);
      }),
    );
  });

  test('of access holds none', () => {
    expect(traps('access', actions)).toEqual([]);
  });
});
