import type { ActionDeclaration } from '@bailiwick/decision';
import { PLATFORM_USE } from './domain/catalogue.js';

const READ = { effect: 'READ', stalenessSeconds: 300, requiredTrust: 'T1_BEARER' } as const;
const WRITE = { effect: 'WRITE', stalenessSeconds: 30, requiredTrust: 'T3_ATTESTED' } as const;
const PLAIN = { feature: null, requiresMfa: false, powerReducing: false, endsStanding: false } as const;
const CORE = ['BOUNDARY', 'TRUST', 'PERMISSION'] as const;

/** What access itself enforces, and `platform.use`, which is everybody's and therefore kept here. */
export const actions: readonly ActionDeclaration[] = [
  {
    ...PLAIN,
    ...READ,
    name: PLATFORM_USE,
    description: 'Use the platform: the tenant is set up and paid for, and the caller belongs to it.',
    section: null,
    factors: ['BOUNDARY', 'TRUST', 'PLATFORM', 'BILLING', 'PERMISSION'],
    systemRoles: ['owner', 'admin', 'billing-manager', 'auditor', 'member', 'machine'],
    duties: ['tenant-operations', 'billing-operations', 'support'],
  },
  {
    ...PLAIN,
    ...READ,
    name: 'access.role.read',
    description: 'See the roles, what they permit and who holds them.',
    section: 'USERS',
    factors: CORE,
    systemRoles: ['owner', 'admin', 'auditor'],
    duties: ['tenant-operations', 'support'],
  },
  {
    ...PLAIN,
    ...WRITE,
    name: 'access.role.assign',
    description: 'Give a person or a machine a role. Nobody gives what they do not hold.',
    section: 'USERS',
    factors: CORE,
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  },
  {
    ...PLAIN,
    ...WRITE,
    name: 'access.role.revoke',
    description: 'Take a role away again.',
    section: 'USERS',
    factors: CORE,
    powerReducing: true,
    systemRoles: ['owner', 'admin'],
    duties: ['tenant-operations'],
  },
  {
    ...PLAIN,
    ...READ,
    name: 'access.audit.read',
    description: "See everybody's decisions, with every reason and every fact behind them.",
    section: null,
    factors: CORE,
    systemRoles: ['owner', 'admin', 'auditor'],
    duties: ['tenant-operations', 'support'],
  },
  {
    ...PLAIN,
    ...READ,
    name: 'access.reporting.read',
    description: 'See how the tenant is used: how many decisions were made, and of which kind.',
    section: 'REPORTING',
    factors: [...CORE, 'BILLING'],
    feature: 'reporting',
    systemRoles: ['owner', 'admin', 'billing-manager', 'auditor'],
    duties: ['support'],
  },
];
