import { createHash } from 'node:crypto';
import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { Invitation } from '../domain/invitation.js';
import { readDuties, readInviter } from './stored-json.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

/** What is kept of a token. */
export function invitationHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Earlier invitations of the address end with it: only the newest token is worth anything. */
export async function insertInvitation(tx: Tx, invitation: Invitation, token: string): Promise<void> {
  await tx
    .updateTable('invitation')
    .set({ state: 'WITHDRAWN' })
    .where('state', '=', 'PENDING')
    .where(sql`lower(email)`, '=', invitation.email.toLowerCase())
    .execute();
  await tx
    .insertInto('invitation')
    .values({
      id: invitation.id,
      token_hash: invitationHash(token),
      email: invitation.email,
      state: invitation.state,
      role_ids: [...invitation.roleIds],
      duties: [...invitation.duties],
      invited_by: JSON.stringify(invitation.invitedBy),
      invited_at: invitation.invitedAt,
      expires_at: invitation.expiresAt,
      accepted_by: invitation.acceptedBy,
    })
    .execute();
}

/** Locks the invitation, so that its token is used once. */
export async function lockInvitation(tx: Tx, id: string): Promise<Invitation | null> {
  const row = await tx.selectFrom('invitation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toInvitation(row);
}

export async function replaceInvitation(tx: Tx, invitation: Invitation): Promise<void> {
  const { state, acceptedBy } = invitation;
  await tx.updateTable('invitation').set({ state, accepted_by: acceptedBy }).where('id', '=', invitation.id).execute();
}

export async function listInvitations(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Invitation>> {
  const rows = await tx
    .selectFrom('invitation')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, toInvitation(row)]));
}

/** How many can still be accepted. */
export async function countPendingInvitations(tx: Tx, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('invitation')
    .select(sql<string>`count(*)`.as('count'))
    .where('state', '=', 'PENDING')
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

function toInvitation(row: Selectable<IdentityTables['invitation']>): Invitation {
  return {
    id: row.id,
    email: row.email,
    state: row.state,
    roleIds: row.role_ids,
    duties: readDuties(row.duties),
    invitedBy: readInviter(row.invited_by),
    invitedAt: row.invited_at,
    expiresAt: row.expires_at,
    acceptedBy: row.accepted_by,
  };
}
