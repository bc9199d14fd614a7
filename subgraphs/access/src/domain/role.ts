import {
  allow,
  refuse,
  SYSTEM_ROLES,
  type ActionDeclaration,
  type Decision,
  type SystemRole,
} from '@bailiwick/decision';
import type { Catalogue, Holder, Owner } from './check.js';
import { duties, heldRoles, isGranted } from './grant.js';
import { isLastOwner } from './ownership.js';

/** What a role is for, in one sentence each. */
export const ROLE_DESCRIPTIONS: Readonly<Record<SystemRole, string>> = {
  owner: 'Answers for the tenant: may do everything in it, and cannot be the last one to leave.',
  admin: 'Runs the tenant from day to day: people, roles, integrations.',
  'billing-manager': 'Keeps plan and payment in order.',
  auditor: 'Sees everything, with all reasons, and changes nothing.',
  member: 'Uses the platform.',
  machine: 'What a machine may do at most; its credential narrows it further.',
};

export function isSystemRole(name: string): name is SystemRole {
  return SYSTEM_ROLES.some((role) => role === name);
}

/** What the role permits: what the actions' owners say that it does. */
export function permissionsOf(role: string, catalogue: Catalogue): readonly ActionDeclaration[] {
  return [...catalogue.values()].filter((action) => action.systemRoles.some((granted) => granted === role));
}

/**
 * Nobody gives what they do not hold, or an administrator could make themselves owner through a friend. Whoever
 * assigns roles by a duty of the platform is the exception: somebody must appoint a new tenant's first owner.
 */
export function decideRoleGrant(
  granter: Holder,
  role: string,
  catalogue: Catalogue,
): Decision<string, 'access.not_found' | 'access.privilege_escalation'> {
  if (!isSystemRole(role)) return refuse('access.not_found', { facts: { what: 'role' }, path: ['roleId'] });
  if (assignsByDuty(granter, catalogue)) return allow(role);
  const missing = missingFor(granter, role, catalogue);
  if (missing.length === 0) return allow(role);
  return refuse('access.privilege_escalation', {
    facts: { missing: missing.join(', ') },
    path: ['roleId'],
    fields: { missingPermissions: missing },
  });
}

/** An owner is more than the sum of permissions: a suspended tenant still listens to them. So only owners make owners. */
function missingFor(granter: Holder, role: string, catalogue: Catalogue): readonly string[] {
  const lacking = permissionsOf(role, catalogue).filter((action) => !isGranted(granter, action));
  const ownership = role === 'owner' && !heldRoles(granter).includes('owner') ? ['owner'] : [];
  return [...ownership, ...lacking.map(({ name }) => name)];
}

function assignsByDuty({ subject, facts }: Holder, catalogue: Catalogue): boolean {
  const assigning = catalogue.get('access.role.assign')?.duties ?? [];
  return duties(subject, facts).some((duty) => assigning.includes(duty));
}

/** A tenant keeps an owner: the role of its last one cannot be taken away, not even by that owner. */
export function decideRevocation(
  assignment: { readonly role: string; readonly subject: { readonly kind: string; readonly id: string } },
  owners: readonly Owner[],
): Decision<undefined, 'access.last_owner'> {
  if (assignment.role !== 'owner' || assignment.subject.kind !== 'PERSON') return allow();
  return isLastOwner(owners, assignment.subject.id) ? refuse('access.last_owner', { path: ['assignmentId'] }) : allow();
}
