import { allow, SYSTEM_ROLES } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import {
  aCatalogue,
  aCheck,
  aMembership,
  ANA,
  anAction,
  aPerson,
  aRole,
  aTenant,
  BEN,
  NOON,
  secondsAfter,
  someFacts,
} from '../../test/builders.js';
import { decideRevocation, decideRoleGrant, isSystemRole, permissionsOf } from './role.js';

const catalogue = aCatalogue(anAction({ name: 'identity.tenant.rename', systemRoles: ['owner'] }));
const holding = (...roles: readonly string[]) =>
  aCheck({ facts: someFacts({ roles: roles.map((role) => aRole(role)) }) });

describe('giving a role', () => {
  test('is possible for whoever holds everything that it permits', () => {
    expect(decideRoleGrant(holding('owner'), 'owner', catalogue)).toEqual(allow('owner'));
    expect(decideRoleGrant(holding('admin'), 'member', catalogue)).toEqual(allow('member'));
  });

  test('is refused to whoever does not, naming what they lack', () => {
    expect(decideRoleGrant(holding('admin'), 'owner', catalogue)).toMatchObject({
      allowed: false,
      code: 'access.privilege_escalation',
      details: { path: ['roleId'], fields: { missingPermissions: ['owner', 'identity.tenant.rename'] } },
    });
  });

  test('is refused for a role that does not exist', () => {
    expect(decideRoleGrant(holding('owner'), 'emperor', catalogue)).toMatchObject({ code: 'access.not_found' });
  });

  test('counts no role of the giver that has ended', () => {
    const facts = someFacts({ roles: [aRole('owner', { expiresAt: NOON })] });
    expect(decideRoleGrant(aCheck({ facts }), 'member', catalogue).allowed).toBe(false);
    const later = someFacts({ roles: [aRole('owner', { expiresAt: secondsAfter(1) })] });
    expect(decideRoleGrant(aCheck({ facts: later }), 'member', catalogue).allowed).toBe(true);
  });

  test('is possible by a duty that includes assigning, so that a new tenant gets its first owner', () => {
    const operator = (duty: string) => aCheck({ subject: aPerson({ duty }), facts: someFacts({ roles: [] }) });
    expect(decideRoleGrant(operator('tenant-operations'), 'owner', catalogue)).toEqual(allow('owner'));
    expect(decideRoleGrant(operator('support'), 'owner', catalogue).allowed).toBe(false);
  });

  test('is possible for the first operator at home, who holds no role yet', () => {
    const membership = aMembership('ACTIVE', ['tenant-operations']);
    const facts = someFacts({ tenant: aTenant('ACTIVE', null, 'PLATFORM'), membership, roles: [] });
    expect(decideRoleGrant(aCheck({ facts }), 'owner', catalogue)).toEqual(allow('owner'));
  });
});

describe('taking a role away', () => {
  const ownership = { role: 'owner', subject: { kind: 'PERSON', id: ANA } };
  const lasting = (personId: string) => ({ personId, lasting: true });

  test('is refused for the last owner', () => {
    expect(decideRevocation(ownership, [lasting(ANA)])).toMatchObject({ code: 'access.last_owner' });
    expect(decideRevocation(ownership, [lasting(ANA), { personId: BEN, lasting: false }])).toMatchObject({
      code: 'access.last_owner',
    });
  });

  test('is possible while another owner remains', () => {
    expect(decideRevocation(ownership, [lasting(ANA), lasting(BEN)])).toEqual(allow());
  });

  test('is possible for any other role, and for an owner who is no longer in good standing', () => {
    expect(decideRevocation({ ...ownership, role: 'admin' }, [lasting(ANA)])).toEqual(allow());
    expect(decideRevocation(ownership, [lasting(BEN)])).toEqual(allow());
  });
});

describe('the system roles', () => {
  test('permit what the catalogue says', () => {
    expect(permissionsOf('member', catalogue).map(({ name }) => name)).toEqual(['platform.use']);
    expect(permissionsOf('emperor', catalogue)).toEqual([]);
  });

  test('are known by name', () => {
    expect(SYSTEM_ROLES.every(isSystemRole)).toBe(true);
    expect(isSystemRole('emperor')).toBe(false);
  });
});
