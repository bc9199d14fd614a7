import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { DUTIES, type Duty, type Membership } from './membership.js';
import type { IdentityCode } from './reasons.js';
import { stateReason, type Tenant } from './tenant.js';
import { decideEmail, invalid } from './words.js';

export const EXPIRES_IN_DAYS_MAX = 30;
export const ROLES_MAX = 10;

const DAY_MS = 86_400_000;
const ROLE_ID = /^[a-z0-9][a-z0-9:_-]{0,99}$/i;

export type InvitationState = 'PENDING' | 'ACCEPTED' | 'WITHDRAWN';

/** Who invited: access checks, when it is accepted, that this actor may still give what is offered. */
export interface Inviter {
  readonly kind: Actor['kind'];
  readonly id: string;
  readonly label: string;
  readonly duty: string | null;
}

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly state: InvitationState;
  readonly roleIds: readonly string[];
  readonly duties: readonly Duty[];
  readonly invitedBy: Inviter;
  readonly invitedAt: Date;
  readonly expiresAt: Date;
  readonly acceptedBy: string | null;
}

export interface InvitationRequest {
  readonly email: string;
  readonly roleIds: readonly string[];
  readonly duties: readonly string[];
  readonly expiresInDays: number;
}

/**
 * An invitation offers; it gives nothing before it is accepted, and access has the last word on each role. Duties exist
 * only in the platform's own tenant, and nobody hands out one that they do not hold.
 */
export function decideInvitation(
  request: InvitationRequest,
  inviter: { readonly actor: Inviter; readonly duties: readonly Duty[] },
  tenant: Pick<Tenant, 'kind'>,
  made: { readonly id: string; readonly now: Date },
): Decision<Invitation, IdentityCode> {
  const email = decideEmail(request.email, 'email');
  if (!email.allowed) return email;
  const roleIds = [...new Set(request.roleIds)];
  if (roleIds.length === 0 || roleIds.length > ROLES_MAX) return invalid('roleIds', `Offer 1 to ${ROLES_MAX} roles.`);
  if (!roleIds.every((id) => ROLE_ID.test(id)))
    return invalid('roleIds', 'Each role is named by its id, such as "member".');
  const { expiresInDays } = request;
  if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > EXPIRES_IN_DAYS_MAX) {
    return invalid('expiresInDays', `An invitation lasts 1 to ${EXPIRES_IN_DAYS_MAX} days.`);
  }
  const duties = decideDuties(request.duties, inviter.duties, tenant);
  if (!duties.allowed) return duties;
  return allow({
    id: made.id,
    email: email.value,
    state: 'PENDING',
    roleIds,
    duties: duties.value,
    invitedBy: inviter.actor,
    invitedAt: made.now,
    expiresAt: new Date(made.now.getTime() + expiresInDays * DAY_MS),
    acceptedBy: null,
  });
}

export interface AcceptanceFacts {
  readonly tenant: Tenant;
  /** The person behind the presented token, if the tenant knows one. */
  readonly personId: string | null;
  /** That person's newest membership of the tenant. */
  readonly membership: Membership | null;
  /** Whether the tenant connected the very issuer, audience and keys that vouch for the caller. */
  readonly issuerConnected: boolean;
}

/**
 * The token is the authority, so each way in which it may be worth nothing is told apart: whoever holds it may know. It
 * is no way around a suspension, and only an issuer that the inviting tenant trusts may say who accepts.
 */
export function decideAcceptance(
  invitation: Invitation,
  facts: AcceptanceFacts,
  now: Date,
): Decision<'JOIN' | 'REPEATED', IdentityCode> {
  const { tenant, membership, personId } = facts;
  if (!facts.issuerConnected) return refuse('identity.issuer_not_connected');
  if (invitation.state === 'ACCEPTED' && personId !== null && invitation.acceptedBy === personId)
    return allow('REPEATED');
  if (invitation.state === 'ACCEPTED') return refuse('identity.invitation_used', { path: ['token'] });
  if (invitation.state === 'WITHDRAWN') return refuse('identity.invitation_withdrawn', { path: ['token'] });
  if (isExpired(invitation, now)) {
    const facts = { expiresAt: invitation.expiresAt.toISOString() };
    return refuse('identity.invitation_expired', { facts, path: ['token'], since: invitation.expiresAt });
  }
  const closed = decideOpenToJoin(tenant);
  if (!closed.allowed) return closed;
  if (membership?.state === 'SUSPENDED')
    return refuse('identity.membership_suspended', { facts: { tenant: tenant.name } });
  if (membership?.state === 'ACTIVE') return refuse('identity.already_member');
  return allow('JOIN');
}

export function isExpired(invitation: Pick<Invitation, 'expiresAt'>, now: Date): boolean {
  return invitation.expiresAt <= now;
}

function decideOpenToJoin(tenant: Tenant): Decision<undefined, IdentityCode> {
  if (tenant.state === 'ACTIVE' || tenant.state === 'PROVISIONING') return allow();
  const code = stateReason(tenant)?.code;
  const known =
    code === 'identity.tenant_suspended' || code === 'identity.tenant_closing' ? code : 'identity.tenant_closed';
  return refuse(known, { facts: { why: tenant.stateNote ?? 'no reason was given' }, since: tenant.stateSince });
}

function decideDuties(
  requested: readonly string[],
  held: readonly Duty[],
  tenant: Pick<Tenant, 'kind'>,
): Decision<readonly Duty[], IdentityCode> {
  const duties = DUTIES.filter((duty) => requested.includes(duty));
  if (duties.length < new Set(requested).size) return invalid('duties', `The duties are: ${DUTIES.join(', ')}.`);
  if (duties.length > 0 && tenant.kind !== 'PLATFORM')
    return invalid('duties', 'Only the platform’s own tenant has duties.');
  const missing = duties.find((duty) => !held.includes(duty));
  if (missing === undefined) return allow(duties);
  return refuse('identity.duty_not_held', {
    facts: { duty: missing, held: held.join(', ') || 'none' },
    path: ['duties'],
  });
}
