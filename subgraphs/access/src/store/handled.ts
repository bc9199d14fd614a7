import type { TenantTransaction } from '@bailiwick/database';
import type { AccessTables } from './tables.js';

/** False when this end of this membership was carried out before. */
export async function insertEndedMembership(
  tx: TenantTransaction<AccessTables>,
  membershipId: string,
  version: number,
): Promise<boolean> {
  const ended = { membership_id: membershipId, version };
  const result = await tx
    .insertInto('ended_membership')
    .values(ended)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False when the invitation was handled before. */
export async function insertHandledInvitation(
  tx: TenantTransaction<AccessTables>,
  invitationId: string,
): Promise<boolean> {
  const handled = { invitation_id: invitationId };
  const result = await tx
    .insertInto('handled_invitation')
    .values(handled)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
