import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { DUTIES, type Duty } from './membership.js';
import type { IdentityCode } from './reasons.js';
import type { Tenant } from './tenant.js';
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
  const roleIds = decideRoles(request.roleIds);
  if (!roleIds.allowed) return roleIds;
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
    roleIds: roleIds.value,
    duties: duties.value,
    invitedBy: inviter.actor,
    invitedAt: made.now,
    expiresAt: new Date(made.now.getTime() + expiresInDays * DAY_MS),
    acceptedBy: null,
  });
}

function decideRoles(requested: readonly string[]): Decision<readonly string[], 'identity.invalid_input'> {
  const roleIds = [...new Set(requested)];
  if (roleIds.length === 0 || roleIds.length > ROLES_MAX) return invalid('roleIds', `Offer 1 to ${ROLES_MAX} roles.`);
  if (roleIds.every((id) => ROLE_ID.test(id))) return allow(roleIds);
  return invalid('roleIds', 'Each role is named by its id, such as "member".');
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
