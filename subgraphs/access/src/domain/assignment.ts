import { allow, refuse, type Decision, type Principal } from '@bailiwick/decision';
import type { Catalogue, Holder } from './check.js';
import { decideRoleGrant } from './role.js';

export interface AssignmentRequest {
  readonly subject: Principal;
  readonly role: string;
  readonly expiresAt: Date | null;
}

export type AssignmentRefusal = 'access.not_found' | 'access.invalid_input' | 'access.privilege_escalation';

/**
 * Whether somebody may be given a role: they belong to this tenant, the role has not ended before it begins, and whoever
 * gives it holds it. A machine is never an owner: it could not answer for the tenant, and nobody would be left to ask.
 */
export function decideAssignment(
  granter: Holder,
  request: AssignmentRequest,
  isKnown: boolean,
  catalogue: Catalogue,
): Decision<string, AssignmentRefusal> {
  const { subject, role, expiresAt } = request;
  if (!isKnown) return refuse('access.not_found', { facts: { what: subject.kind.toLowerCase() }, path: ['subjectId'] });
  if (expiresAt !== null && expiresAt <= granter.now) return invalid('expiresAt must lie in the future.', 'expiresAt');
  if (role === 'owner' && subject.kind === 'MACHINE')
    return invalid('A machine cannot be owner; give it the role machine.', 'roleId');
  const decision = decideRoleGrant(granter, role, catalogue);
  return decision.allowed ? allow(role) : decision;
}

function invalid(problem: string, field: string): Decision<never, 'access.invalid_input'> {
  return refuse('access.invalid_input', { facts: { problem }, path: [field] });
}
