import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { DomainEvent } from '@bailiwick/events';
import type { PolicyState } from '../catalogue-cache.js';
import { decideAccess, denyUnknownAction, type AccessAnswer } from '../domain/access.js';
import type { AccessSubject, DecisionFacts, Fact } from '../domain/check.js';
import { insertDecisions } from '../store/access-decision.js';
import { insertHandledInvitation } from '../store/handled.js';
import { insertAssignment } from '../store/role-assignment.js';
import type { AccessTables } from '../store/tables.js';
import { invitationAccepted, type InvitationAccepted } from './event-data.js';
import { findKnown } from './known-facts.js';

const ASSIGN = 'access.role.assign';

/**
 * Gives the roles that an accepted invitation offered, if whoever invited may still give them: weeks may lie between.
 * An operator's duty is the one that the invitation was made under: their membership is another tenant's, and not seen here.
 * Every answer, a no as well, is kept as a decision of the inviter. Each invitation counts once, however often it is told.
 */
export async function giveInvitedRoles(
  tx: TenantTransaction<AccessTables>,
  event: DomainEvent,
  policy: PolicyState,
  now: Date,
): Promise<void> {
  const invitation = invitationAccepted.parse(event.data);
  if (!(await insertHandledInvitation(tx, invitation.invitationId))) return;
  const { facts } = await findKnown(tx, inviterOf(invitation), now);
  const ground = { subject: subjectOf(invitation, event), facts: asOfNow(facts, now), policy, now };
  const answers = invitation.roleIds.map((roleId) => ({ roleId, answer: answerFor(roleId, invitation, ground) }));
  await insertDecisions(
    tx,
    answers.map(({ roleId, answer }) => toStored(roleId, answer, invitation, event, ground)),
  );
  for (const { roleId, answer } of answers) {
    if (answer.canAccess)
      await insertAssignment(tx, {
        role: roleId,
        subject: { kind: 'PERSON', id: invitation.personId },
        expiresAt: null,
        grantedBy: granterOf(invitation),
        grantedAt: now,
      });
  }
}

interface Ground {
  readonly subject: AccessSubject;
  readonly facts: DecisionFacts;
  readonly policy: PolicyState;
  readonly now: Date;
}

function answerFor(
  roleId: string,
  { personId }: InvitationAccepted,
  { subject, facts, policy, now }: Ground,
): AccessAnswer {
  const action = policy.catalogue.get(ASSIGN);
  if (action === undefined) return denyUnknownAction(ASSIGN);
  return decideAccess({
    action,
    resource: { type: 'person', id: personId },
    roleId,
    subject,
    facts,
    catalogue: policy.catalogue,
    now,
  });
}

function inviterOf({ invitedBy }: InvitationAccepted) {
  return { kind: invitedBy.kind === 'MACHINE' ? 'MACHINE' : 'PERSON', id: invitedBy.id } as const;
}

function granterOf(invitation: InvitationAccepted) {
  return { ...inviterOf(invitation), label: invitation.invitedBy.duty ?? 'Invitation' };
}

/** The inviter has no session now; when inviting they had one, and access was asked. A machine's limits are unknown: none. */
function subjectOf(invitation: InvitationAccepted, event: DomainEvent): AccessSubject {
  const principal = inviterOf(invitation);
  const isPerson = principal.kind === 'PERSON';
  return {
    principal,
    tenantId: event.tenantid ?? '',
    multiFactor: isPerson,
    trustLevel: null,
    duty: invitation.invitedBy.duty,
    limits: isPerson ? null : [],
  };
}

/** These facts are exactly as old as the event: the feed that brings it is the feed that brought them. */
function asOfNow(facts: DecisionFacts, now: Date): DecisionFacts {
  const fresh = <Value>(fact: Fact<Value> | null) => (fact === null ? null : { ...fact, heardAt: now });
  return { ...facts, tenant: fresh(facts.tenant), membership: fresh(facts.membership) };
}

function toStored(
  roleId: string,
  answer: AccessAnswer,
  invitation: InvitationAccepted,
  event: DomainEvent,
  ground: Ground,
) {
  const { canAccess, redacted, reason, trace } = answer;
  return {
    id: randomUUID(),
    subject: ground.subject.principal,
    action: ASSIGN,
    resource: { type: 'person', id: invitation.personId },
    requestId: event.requestid ?? `invitation:${invitation.invitationId}`,
    actors: null,
    txn: null,
    policyVersion: ground.policy.version,
    canAccess,
    redacted,
    reason,
    trace,
    inputs: { subject: ground.subject, facts: ground.facts, roleId },
    evaluatedAt: ground.now,
    durationMicros: 0,
  };
}
