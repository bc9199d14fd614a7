import { orRefuse, refuse, type Principal } from '@bailiwick/decision';
import { cancelDue, emitWithdrawal, scheduleDue } from '@bailiwick/events';
import type { TenantTransaction } from '@bailiwick/database';
import { decideAssignment } from '../domain/assignment.js';
import { decideRevocation } from '../domain/role.js';
import { ASSIGNMENT_EXPIRES } from '../facts/expiry.js';
import { listKnown } from '../store/fact.js';
import {
  insertAssignment,
  lockAssignment,
  replaceEnd,
  type NewRoleAssignment,
  type RoleAssignment,
} from '../store/role-assignment.js';
import type { AccessTables } from '../store/tables.js';
import { subjectOf } from '../subject.js';
import { isId, type Context, type Parts } from './context.js';

interface AssignArguments {
  readonly input: {
    readonly subjectKind: Principal['kind'];
    readonly subjectId: string;
    readonly roleId: string;
    readonly expiresAt?: Date | null;
  };
}

interface RevokeArguments {
  readonly input: { readonly assignmentId: string };
}

export function roleAssignmentResolvers({ evaluation }: Parts) {
  return {
    Mutation: {
      assignRole: (_: unknown, { input }: AssignArguments, { session }: Context) => {
        const subject = { kind: input.subjectKind, id: input.subjectId };
        const resource = { type: subject.kind.toLowerCase(), id: subject.id };
        return session.change('access.role.assign', resource, async (tx) => {
          const request = { subject, role: input.roleId, expiresAt: input.expiresAt ?? null };
          const { catalogue, ...granter } = await evaluation.holder(tx, subjectOf(session));
          const known = await listKnown(tx, subject.kind === 'PERSON' ? 'membership' : 'machine', [subject.id]);
          orRefuse(decideAssignment(granter, request, known.has(subject.id), catalogue));
          return {
            assignment: await assign(tx, { ...request, grantedBy: granterOf(session), grantedAt: session.now }),
          };
        });
      },
      revokeRole: (_: unknown, { input }: RevokeArguments, { session }: Context) =>
        session.change('access.role.revoke', { type: 'role_assignment', id: input.assignmentId }, async (tx) => {
          const assignment = await findOrRefuse(tx, input.assignmentId);
          const { facts } = await evaluation.holder(tx, subjectOf(session));
          orRefuse(decideRevocation(assignment, facts.owners));
          return { assignment: await revoke(tx, assignment, session.now) };
        }),
    },
  };
}

function granterOf({ actors, principal }: Context['session']) {
  return actors[0] ?? { ...principal, label: principal.id };
}

async function assign(tx: TenantTransaction<AccessTables>, request: NewRoleAssignment): Promise<RoleAssignment> {
  const { role, subject, expiresAt } = request;
  const assignment = await insertAssignment(tx, request);
  if (assignment === null)
    return orRefuse(
      refuse('access.already_assigned', { facts: { role, subject: subject.kind.toLowerCase() }, path: ['roleId'] }),
    );
  if (expiresAt !== null) await scheduleDue(tx, { kind: ASSIGNMENT_EXPIRES, subject: assignment.id, dueAt: expiresAt });
  return assignment;
}

async function findOrRefuse(tx: TenantTransaction<AccessTables>, id: string): Promise<RoleAssignment> {
  const assignment = isId(id) ? await lockAssignment(tx, id) : null;
  return (
    assignment ?? orRefuse(refuse('access.not_found', { facts: { what: 'role assignment' }, path: ['assignmentId'] }))
  );
}

/** Tokens that are out already carry a scope with the role in it: they are called in, with the change or not at all. */
async function revoke(
  tx: TenantTransaction<AccessTables>,
  assignment: RoleAssignment,
  now: Date,
): Promise<RoleAssignment> {
  const { subject, id } = assignment;
  await cancelDue(tx, { kind: ASSIGNMENT_EXPIRES, subject: id });
  await emitWithdrawal(tx, { sub: `${subject.kind.toLowerCase()}:${subject.id}` });
  return (await replaceEnd(tx, id, now, 'REVOKED')) ?? assignment;
}
