import { describe, expect, test } from 'vitest';
import {
  aCheck,
  aFact,
  aMachine,
  aMembership,
  anAction,
  aPerson,
  aRole,
  secondsBefore,
  someFacts,
} from '../../test/builders.js';
import { decideAccess } from './access.js';
import type { Check } from './check.js';

const trust = (over: Partial<Check>) => decideAccess(aCheck(over)).factors[1];
const machineFact = (state: string) => aFact({ name: 'robot', state }, { source: 'credentials' });
const sensitive = anAction({ requiresMfa: true });
const bound = anAction({ requiredTrust: 'T2_BOUND' });

describe('a person', () => {
  test('in good standing is trusted', () => {
    expect(trust({})).toMatchObject({ outcome: 'PASS', reason: { code: 'access.standing_good' } });
  });

  test.each(['SUSPENDED', 'LEFT', 'INVITED', 'SOMETHING_NEW'])('whose membership is %s is not', (state) => {
    const factor = trust({ facts: someFacts({ membership: aMembership(state) }) });
    expect(factor).toMatchObject({ outcome: 'FAIL', reason: { code: 'access.membership_not_active' } });
  });

  test('needs a second factor for what asks for one', () => {
    expect(trust({ action: sensitive })).toMatchObject({ outcome: 'FAIL', reason: { code: 'access.mfa_required' } });
    expect(trust({ action: sensitive, subject: aPerson({ multiFactor: true }) })?.outcome).toBe('PASS');
  });
});

describe('an operator', () => {
  const subject = aPerson({ duty: 'support' });

  test('is trusted without a membership in the customer’s tenant', () => {
    expect(trust({ subject, facts: someFacts({ membership: null }) })).toMatchObject({
      outcome: 'PASS',
      reason: { code: 'access.operator_on_duty' },
    });
  });

  test('still needs a second factor for what asks for one', () => {
    expect(trust({ subject, action: sensitive })?.reason.code).toBe('access.mfa_required');
  });
});

describe('a machine', () => {
  const subject = aMachine(['identity.thing.change']);

  test.each(['ACTIVE', 'OWNER_GRACE'])('that is %s is trusted', (state) => {
    expect(trust({ subject, facts: someFacts({ machine: machineFact(state) }) })?.outcome).toBe('PASS');
  });

  test.each(['DRAFT', 'SUSPENDED', 'ORPHANED', 'QUARANTINED', 'RETIRED'])('that is %s is not', (state) => {
    const factor = trust({ subject, facts: someFacts({ machine: machineFact(state) }) });
    expect(factor).toMatchObject({ outcome: 'FAIL', reason: { code: 'access.machine_not_active' } });
  });

  test('never heard of, or not heard of lately, is unknown', () => {
    expect(trust({ subject, facts: someFacts({ machine: null }) })?.reason.code).toBe('access.fact_unknown');
    const stale = aFact({ name: 'robot', state: 'ACTIVE' }, { source: 'credentials', heardAt: secondsBefore(31) });
    expect(trust({ subject, facts: someFacts({ machine: stale }) })?.reason.code).toBe('access.fact_stale');
  });

  test('needs the level that the action asks for, or a higher one', () => {
    expect(trust({ subject: { ...subject, trustLevel: 'T1_BEARER' }, action: bound })?.reason.code).toBe(
      'access.trust_too_low',
    );
    expect(trust({ subject: { ...subject, trustLevel: 'T2_BOUND' }, action: bound })?.outcome).toBe('PASS');
    expect(trust({ subject: { ...subject, trustLevel: 'T3_ATTESTED' }, action: bound })?.outcome).toBe('PASS');
  });

  test('without a level has none', () => {
    expect(trust({ subject: { ...subject, trustLevel: null } })?.reason.code).toBe('access.trust_too_low');
  });

  test('is never asked for a second factor: it has no session', () => {
    const roles = [aRole('owner')];
    expect(trust({ subject, action: sensitive, facts: someFacts({ roles }) })?.outcome).toBe('PASS');
  });
});
