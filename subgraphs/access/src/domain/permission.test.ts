import { describe, expect, test } from 'vitest';
import {
  aCheck,
  aMachine,
  ANA,
  anAction,
  aPerson,
  aRole,
  BEN,
  NOON,
  secondsAfter,
  someFacts,
} from '../../test/builders.js';
import { decideAccess } from './access.js';
import type { Check, Owner } from './check.js';

const permission = (over: Partial<Check>) => decideAccess(aCheck(over)).factors[4];

describe('a role', () => {
  test('permits what the action’s owner gave it', () => {
    expect(permission({})).toMatchObject({ outcome: 'PASS', reason: { code: 'access.granted_by_role' } });
    const { trace } = decideAccess(aCheck({ facts: someFacts({ roles: [aRole('owner'), aRole('admin')] }) }));
    expect(trace.find(({ rule }) => rule === 'permission.granted')?.via).toEqual(['owner', 'admin']);
  });

  test('permits nothing else', () => {
    expect(permission({ facts: someFacts({ roles: [aRole('member')] }) })?.reason.code).toBe('access.no_grant');
  });

  test('permits until its end, and not at it', () => {
    const until = (expiresAt: Date) =>
      permission({ facts: someFacts({ roles: [aRole('owner', { expiresAt })] }) })?.outcome;
    expect(until(secondsAfter(1))).toBe('PASS');
    expect(until(NOON)).toBe('FAIL');
  });
});

describe('an operator', () => {
  const supported = anAction({ duties: ['support'] });

  test('may what the duty names', () => {
    expect(permission({ action: supported, subject: aPerson({ duty: 'support' }) })).toMatchObject({
      outcome: 'PASS',
      reason: { code: 'access.granted_by_duty' },
    });
  });

  test('may nothing else, not even by roles held in the customer’s tenant', () => {
    const factor = permission({ subject: aPerson({ duty: 'support' }), facts: someFacts({ roles: [aRole('owner')] }) });
    expect(factor?.reason.code).toBe('access.duty_required');
  });
});

describe('a credential’s limits', () => {
  const action = anAction({ systemRoles: ['machine'] });
  const facts = someFacts({ roles: [aRole('machine')] });

  test('let through what they name and a role grants', () => {
    expect(permission({ action, facts, subject: aMachine([action.name]) })?.outcome).toBe('PASS');
  });

  test('shorten what a role grants', () => {
    expect(permission({ action, facts, subject: aMachine([]) })?.reason.code).toBe('access.outside_limits');
    expect(permission({ action, facts, subject: aMachine(['identity.thing']) })?.reason.code).toBe(
      'access.outside_limits',
    );
  });

  test('never add to what a role grants', () => {
    const none = someFacts({ roles: [] });
    expect(permission({ action, facts: none, subject: aMachine([action.name]) })?.reason.code).toBe('access.no_grant');
  });

  test('missing from a machine’s token allow nothing', () => {
    expect(permission({ action, facts, subject: { ...aMachine([]), limits: null } })?.reason.code).toBe(
      'access.outside_limits',
    );
  });

  test('keep access.audit.read from showing more than the credential may', () => {
    const auditor = someFacts({ roles: [aRole('auditor')] });
    const ask = (limits: readonly string[]) =>
      decideAccess(aCheck({ action, facts: auditor, subject: aMachine(limits) })).redacted;
    expect(ask(['access.audit.read'])).toBe(false);
    expect(ask([])).toBe(true);
  });
});

describe('suspending or removing a person', () => {
  const action = anAction({ name: 'identity.member.remove', endsStanding: true, powerReducing: true });
  const remove = (personId: string, owners: readonly Owner[]) =>
    decideAccess(aCheck({ action, resource: { type: 'person', id: personId }, facts: someFacts({ owners }) }));
  const lasting = (personId: string) => ({ personId, lasting: true });

  test('is refused for the last owner, who is told so', () => {
    const answer = remove(ANA, [lasting(ANA)]);
    expect(answer).toMatchObject({ canAccess: false, reason: { code: 'access.last_owner' }, redacted: false });
  });

  test('is possible for an owner while another remains', () => {
    expect(remove(ANA, [lasting(ANA), lasting(BEN)]).canAccess).toBe(true);
  });

  test('does not count on an owner whose role has an end', () => {
    expect(remove(ANA, [lasting(ANA), { personId: BEN, lasting: false }]).reason.code).toBe('access.last_owner');
    expect(remove(BEN, [lasting(ANA), { personId: BEN, lasting: false }]).canAccess).toBe(true);
  });

  test('is possible for whoever is no owner', () => {
    expect(remove(BEN, [lasting(ANA)]).canAccess).toBe(true);
  });
});

describe('asking whether a role may be given', () => {
  const action = aCheck().catalogue.get('access.role.assign') ?? anAction();
  const give = (roleId: string, role: string) =>
    permission({ action, roleId, facts: someFacts({ roles: [aRole(role)] }) })?.reason.code;

  test('is answered yes for what the giver holds', () => {
    expect(give('owner', 'owner')).toBe('access.granted_by_role');
    expect(give('member', 'admin')).toBe('access.granted_by_role');
  });

  test('is answered no for what the giver does not hold, or what is no role', () => {
    expect(give('owner', 'admin')).toBe('access.privilege_escalation');
    expect(give('emperor', 'owner')).toBe('access.not_found');
  });
});
