import { allow, type Principal } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import { aCatalogue, aCheck, aRole, BEN, NOON, ROBOT, secondsAfter, someFacts } from '../../test/builders.js';
import { decideAssignment, type AssignmentRequest } from './assignment.js';

const ben: Principal = { kind: 'PERSON', id: BEN };
const robot: Principal = { kind: 'MACHINE', id: ROBOT };
const decide = (request: Partial<AssignmentRequest>, isKnown = true, role = 'owner') =>
  decideAssignment(
    aCheck({ facts: someFacts({ roles: [aRole(role)] }) }),
    { subject: ben, role: 'member', expiresAt: null, ...request },
    isKnown,
    aCatalogue(),
  );

describe('giving somebody a role', () => {
  test('is possible for a person or machine of this tenant', () => {
    expect(decide({})).toEqual(allow('member'));
    expect(decide({ subject: robot, role: 'machine' })).toEqual(allow('machine'));
  });

  test('is refused for somebody whom the tenant does not know', () => {
    expect(decide({}, false)).toMatchObject({
      code: 'access.not_found',
      details: { path: ['subjectId'], facts: { what: 'person' } },
    });
  });

  test('takes an end in the future, and no other', () => {
    expect(decide({ expiresAt: secondsAfter(1) })).toEqual(allow('member'));
    expect(decide({ expiresAt: NOON })).toMatchObject({
      code: 'access.invalid_input',
      details: { path: ['expiresAt'] },
    });
  });

  test('never makes a machine owner', () => {
    expect(decide({ subject: robot, role: 'owner' })).toMatchObject({
      code: 'access.invalid_input',
      details: { path: ['roleId'] },
    });
    expect(decide({ role: 'owner' })).toEqual(allow('owner'));
  });

  test('is refused when the giver does not hold the role’s permissions', () => {
    expect(decide({ role: 'owner' }, true, 'admin')).toMatchObject({ code: 'access.privilege_escalation' });
  });
});
