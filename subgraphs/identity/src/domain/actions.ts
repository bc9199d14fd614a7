import { auditReadAction, type ActionDeclaration, type FactorKind } from '@bailiwick/decision';

/** No action of identity declares PLATFORM or BILLING: who is asked to complete set-up must be able to. */
const FACTORS: readonly FactorKind[] = ['BOUNDARY', 'TRUST', 'PERMISSION'];

type Declared = Pick<ActionDeclaration, 'name' | 'description' | 'section' | 'systemRoles' | 'duties'> &
  Partial<ActionDeclaration>;

const DEFAULTS = {
  factors: FACTORS,
  feature: null,
  requiredTrust: 'T1_BEARER',
  requiresMfa: false,
  powerReducing: false,
  endsStanding: false,
} as const;

export const actions: readonly ActionDeclaration[] = [
  read({
    name: 'identity.tenant.read',
    description: 'See the organization’s details and its identity providers.',
    section: 'ORGANIZATION',
    systemRoles: ['owner', 'admin', 'auditor'],
    duties: ['tenant-operations', 'billing-operations', 'support'],
  }),
  write({
    name: 'identity.provider.connect',
    description: 'Connect an identity provider whose tokens the tenant’s people may present.',
    section: 'ORGANIZATION',
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  }),
  read({
    name: 'identity.setup.read',
    description: 'See which set-up steps are done and which are open.',
    section: 'PLATFORM_SETUP',
    systemRoles: ['owner', 'admin', 'auditor'],
    duties: ['tenant-operations', 'support'],
  }),
  write({
    name: 'identity.setup.complete',
    description: 'Complete a set-up step.',
    section: 'PLATFORM_SETUP',
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  }),
  read({
    name: 'identity.member.read',
    description: 'See the tenant’s people and their memberships.',
    section: 'USERS',
    systemRoles: ['owner', 'admin', 'auditor'],
    duties: ['tenant-operations', 'support'],
  }),
  write({
    name: 'identity.member.invite',
    description: 'Invite a person into the tenant.',
    section: 'USERS',
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  }),
  write({
    name: 'identity.member.suspend',
    description: 'Suspend a member: every session of theirs in the tenant ends at once.',
    section: 'USERS',
    powerReducing: true,
    endsStanding: true,
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  }),
  write({
    name: 'identity.member.reinstate',
    description: 'Let a suspended member act again.',
    section: 'USERS',
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  }),
  write({
    name: 'identity.member.remove',
    description: 'End a membership, everywhere and at once.',
    section: 'USERS',
    powerReducing: true,
    endsStanding: true,
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  }),
  write({
    name: 'identity.tenant.create',
    description: 'Create a tenant and invite its owner. Asked in the platform’s own tenant.',
    section: null,
    systemRoles: [],
    duties: ['tenant-operations'],
  }),
  write({
    name: 'identity.tenant.change_state',
    description: 'Activate, suspend, close or reopen a tenant.',
    section: null,
    systemRoles: [],
    duties: ['tenant-operations'],
  }),
  auditReadAction('identity'),
];

function read(declared: Declared): ActionDeclaration {
  return { ...DEFAULTS, effect: 'READ', stalenessSeconds: 300, ...declared };
}

function write(declared: Declared): ActionDeclaration {
  return { ...DEFAULTS, effect: 'WRITE', stalenessSeconds: 30, ...declared };
}
