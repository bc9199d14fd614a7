import { describe, expect, test } from 'vitest';
import {
  ACME,
  aCheck,
  aMembership,
  anAction,
  aPerson,
  aReason,
  aRole,
  aTenant,
  someFacts,
} from '../../test/builders.js';
import { decideAccess } from './access.js';
import type { Check } from './check.js';

const boundary = (over: Partial<Check>) => decideAccess(aCheck(over)).factors[0];
const wayOut = anAction({ powerReducing: true });
const paying = anAction({ name: 'billing.plan.change' });
const reinstating = anAction({ name: 'identity.tenant.change_state', systemRoles: [], duties: ['tenant-operations'] });
const operator = (duty: string) => aPerson({ duty });

describe('the tenant’s border', () => {
  test('lets through what is asked of the whole tenant or of something in it', () => {
    expect(boundary({ resource: null })?.outcome).toBe('PASS');
    expect(boundary({ resource: { type: 'tenant', id: ACME } })?.outcome).toBe('PASS');
    expect(boundary({ resource: { type: 'person', id: 'anybody' } })?.outcome).toBe('PASS');
  });

  test('stops what is asked of another tenant, in the words of something that does not exist', () => {
    const factor = boundary({ resource: { type: 'tenant', id: '0a000000-0000-4000-8000-000000000002' } });
    expect(factor).toMatchObject({ outcome: 'FAIL', reason: { code: 'access.outside_tenant' } });
    expect(factor?.reason.message).toMatch(/no such thing/);
  });
});

describe.each(['PROVISIONING', 'ACTIVE'])('a tenant that is %s', (state) => {
  test('leaves everything possible that is otherwise permitted', () => {
    expect(boundary({ facts: someFacts({ tenant: aTenant(state) }) })?.outcome).toBe('PASS');
  });
});

describe.each(['SUSPENDED', 'CLOSING'])('a tenant that is %s', (state) => {
  const tenant = aTenant(state, aReason(`identity.tenant_${state.toLowerCase() as 'suspended'}`));
  const facts = someFacts({ tenant });

  test('denies, in identity’s words', () => {
    expect(boundary({ facts })).toMatchObject({ outcome: 'FAIL', reason: tenant.value.stateReason });
  });

  test('denies in access’s words when identity gave none', () => {
    expect(boundary({ facts: someFacts({ tenant: aTenant(state) }) })?.reason.code).toBe('access.tenant_not_open');
  });

  test('leaves its owners what takes power away, and paying', () => {
    expect(boundary({ facts, action: wayOut })?.outcome).toBe('PASS');
    expect(boundary({ facts, action: paying })?.outcome).toBe('PASS');
  });

  test('leaves nobody else even that', () => {
    const admin = someFacts({ tenant, roles: [aRole('admin')] });
    expect(boundary({ facts: admin, action: wayOut })?.outcome).toBe('FAIL');
    expect(boundary({ facts: admin, action: paying })?.outcome).toBe('FAIL');
  });

  test('leaves operators what their duty names, or nobody could reinstate it', () => {
    expect(boundary({ facts, action: reinstating, subject: operator('tenant-operations') })?.outcome).toBe('PASS');
    expect(boundary({ facts, action: reinstating, subject: operator('support') })?.outcome).toBe('FAIL');
  });
});

describe.each(['CLOSED', 'SOMETHING_NEW'])('a tenant that is %s', (state) => {
  test('leaves nothing to anybody', () => {
    const facts = someFacts({ tenant: aTenant(state) });
    expect(boundary({ facts, action: wayOut })?.outcome).toBe('FAIL');
    expect(boundary({ facts, action: paying })?.outcome).toBe('FAIL');
    expect(boundary({ facts, action: reinstating, subject: operator('tenant-operations') })?.outcome).toBe('FAIL');
  });
});

describe('duties named by a membership', () => {
  test('count at home, in the platform’s own tenant, without any role', () => {
    const facts = (kind: string) =>
      someFacts({
        tenant: aTenant('ACTIVE', null, kind),
        membership: aMembership('ACTIVE', ['tenant-operations']),
        roles: [],
      });
    expect(decideAccess(aCheck({ action: reinstating, facts: facts('PLATFORM') })).canAccess).toBe(true);
    expect(decideAccess(aCheck({ action: reinstating, facts: facts('CUSTOMER') })).canAccess).toBe(false);
  });

  test('count for nothing once the membership is suspended', () => {
    const facts = someFacts({
      tenant: aTenant('ACTIVE', null, 'PLATFORM'),
      membership: aMembership('SUSPENDED', ['tenant-operations']),
      roles: [],
    });
    expect(decideAccess(aCheck({ action: reinstating, facts })).reason.code).toBe('access.membership_not_active');
  });
});
