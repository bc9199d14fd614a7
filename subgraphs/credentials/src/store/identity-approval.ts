import type { TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Stored in rows, so never renamed. */
export const RELEASE = 'RELEASE';

export interface Approval {
  readonly personId: string;
  readonly at: Date;
  readonly note: string;
}

export async function insertApproval(tx: Tx, machineIdentityId: string, approval: Approval): Promise<void> {
  const { personId, at, note } = approval;
  await tx
    .insertInto('identity_approval')
    .values({ machine_identity_id: machineIdentityId, purpose: RELEASE, person_id: personId, at, note })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'machine_identity_id', 'purpose', 'person_id']).doUpdateSet({ at, note }),
    )
    .execute();
}

/** Who has asked for each machine's release, the first first. */
export async function listApprovals(tx: Tx, machineIdentityId: string): Promise<readonly Approval[]> {
  const rows = await tx
    .selectFrom('identity_approval')
    .select(['person_id', 'at', 'note'])
    .where('machine_identity_id', '=', machineIdentityId)
    .where('purpose', '=', RELEASE)
    .orderBy('at')
    .orderBy('person_id')
    .execute();
  return rows.map(({ person_id: personId, at, note }) => ({ personId, at, note }));
}

export async function deleteApprovals(tx: Tx, machineIdentityId: string): Promise<void> {
  await tx.deleteFrom('identity_approval').where('machine_identity_id', '=', machineIdentityId).execute();
}
