import type { TenantTransaction } from '@bailiwick/database';
import { emit } from '@bailiwick/events';
import type { Invitation } from '../domain/invitation.js';
import type { Membership } from '../domain/membership.js';
import { readiness, type Setup } from '../domain/setup.js';
import { stateReason, type Tenant } from '../domain/tenant.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

// Each fact carries the whole current state of its subject: the newest event is the snapshot.

export async function emitTenant(tx: Tx, tenant: Tenant): Promise<void> {
  const { id, slug, name, kind, state, version } = tenant;
  const data = { id, slug, name, kind, state, stateReason: stateReason(tenant), version };
  await emit<IdentityTables, object>(tx, { type: 'identity.tenant.changed', subject: id, data });
}

export async function emitMembership(tx: Tx, membership: Membership): Promise<void> {
  const { id, personId, state, duties, voluntary, version } = membership;
  const data = { membershipId: id, personId, state, duties, voluntary, version };
  await emit<IdentityTables, object>(tx, { type: 'identity.membership.changed', subject: id, data });
}

export async function emitSetup(tx: Tx, tenantId: string, setup: Setup): Promise<void> {
  const { ready, reason } = readiness(setup);
  const data = { ready, reason, version: setup.version };
  await emit<IdentityTables, object>(tx, { type: 'identity.platform_setup.changed', subject: tenantId, data });
}

/** Access checks the offer again, as of the inviter, and assigns what still may be given. */
export async function emitAcceptance(tx: Tx, invitation: Invitation, personId: string): Promise<void> {
  const { kind, id, duty } = invitation.invitedBy;
  const data = {
    invitationId: invitation.id,
    personId,
    roleIds: invitation.roleIds,
    invitedBy: { kind, id, duty },
    version: 1,
  };
  await emit<IdentityTables, object>(tx, { type: 'identity.invitation.accepted', subject: invitation.id, data });
}
