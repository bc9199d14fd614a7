import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { Invitation } from './invitation.js';
import type { Membership } from './membership.js';
import type { IdentityCode } from './reasons.js';
import { stateReason, type Tenant } from './tenant.js';

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
  const open = decideOpen(invitation, now);
  if (!open.allowed) return open;
  const joinable = decideOpenToJoin(tenant);
  if (!joinable.allowed) return joinable;
  if (membership?.state === 'SUSPENDED')
    return refuse('identity.membership_suspended', { facts: { tenant: tenant.name } });
  if (membership?.state === 'ACTIVE') return refuse('identity.already_member');
  return allow('JOIN');
}

function decideOpen(invitation: Invitation, now: Date): Decision<undefined, IdentityCode> {
  if (invitation.state === 'ACCEPTED') return refuse('identity.invitation_used', { path: ['token'] });
  if (invitation.state === 'WITHDRAWN') return refuse('identity.invitation_withdrawn', { path: ['token'] });
  if (!isExpired(invitation, now)) return allow();
  const facts = { expiresAt: invitation.expiresAt.toISOString() };
  return refuse('identity.invitation_expired', { facts, path: ['token'], since: invitation.expiresAt });
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
