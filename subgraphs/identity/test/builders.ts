import type { Actor } from '@bailiwick/decision';
import type { Invitation } from '../src/domain/invitation.js';
import type { Membership } from '../src/domain/membership.js';
import { SETUP_STEPS, type Setup } from '../src/domain/setup.js';
import type { Standing, TenantStanding } from '../src/domain/tenant-choice.js';
import type { Tenant } from '../src/domain/tenant.js';

export const NOON = new Date('2026-11-21T12:00:00Z');
export const ANA: Actor = { kind: 'PERSON', id: '00000000-0000-4000-8000-0000000000a1', label: 'Ana' };

export function aTenant(overrides: Partial<Tenant> = {}): Tenant {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    slug: 'acme',
    name: 'Acme',
    kind: 'CUSTOMER',
    state: 'ACTIVE',
    stateSince: NOON,
    stateNote: null,
    activatedAt: NOON,
    createdAt: NOON,
    createdBy: ANA,
    version: 1,
    ...overrides,
  };
}

/** A set-up with these steps done; by default the required ones. */
export function aSetup(
  done: readonly string[] = SETUP_STEPS.filter((step) => step.required).map((step) => step.key),
): Setup {
  return {
    completed: done.map((key) => ({ key, doneAt: NOON, doneBy: ANA })),
    version: 1 + done.length,
    changedAt: NOON,
  };
}

export function aMembership(overrides: Partial<Membership> = {}): Membership {
  return {
    id: '00000000-0000-4000-8000-0000000000b1',
    personId: ANA.id,
    state: 'ACTIVE',
    duties: [],
    since: NOON,
    note: null,
    endedAt: null,
    endedBy: null,
    voluntary: null,
    version: 1,
    ...overrides,
  };
}

export function anInvitation(overrides: Partial<Invitation> = {}): Invitation {
  return {
    id: '00000000-0000-4000-8000-0000000000c1',
    email: 'ben@acme.example',
    state: 'PENDING',
    roleIds: ['member'],
    duties: [],
    invitedBy: { ...ANA, duty: null },
    invitedAt: NOON,
    expiresAt: new Date('2026-11-28T12:00:00Z'),
    acceptedBy: null,
    ...overrides,
  };
}

export function aStanding(tenant: Partial<TenantStanding> = {}, overrides: Partial<Standing> = {}): Standing {
  return {
    tenant: aTenant(tenant),
    personId: ANA.id,
    state: 'ACTIVE',
    duties: [],
    connection: 'connection-1',
    ...overrides,
  };
}
