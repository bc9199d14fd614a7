import type { ActionDeclaration } from './action.js';

/**
 * Every domain declares who may read its part of a request's trace. It never waits for billing or set-up: what is broken
 * there is what has to be explained.
 */
export function auditReadAction(domain: string): ActionDeclaration {
  return {
    name: `${domain}.audit.read`,
    description: `See what ${domain} decided for anybody's request in the tenant, and why.`,
    section: null,
    effect: 'READ',
    factors: ['BOUNDARY', 'TRUST', 'PERMISSION'],
    feature: null,
    requiredTrust: 'T1_BEARER',
    requiresMfa: false,
    stalenessSeconds: 300,
    powerReducing: false,
    endsStanding: false,
    systemRoles: ['owner', 'admin', 'auditor'],
    duties: ['tenant-operations', 'support'],
  };
}
