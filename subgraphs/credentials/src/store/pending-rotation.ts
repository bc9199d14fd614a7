import { sql, type TenantTransaction } from '@bailiwick/database';
import { isVersionAlive, type Credential, type VersionState } from '../domain/credential.js';
import { endRotations } from './rotation.js';
import type { CredentialsTables } from './tables.js';
import { noteOnCredential, type Why } from './transition.js';

type Tx = TenantTransaction<CredentialsTables>;

/** From now on this version waits for a second person; null when none does any more. */
export async function replacePending(tx: Tx, credential: Credential, number: number | null): Promise<Credential> {
  await tx.updateTable('credential').set({ pending_version: number }).where('id', '=', credential.id).execute();
  return { ...credential, pendingVersion: number };
}

/** What waits for a second person ends, and was never accepted. Those without are passed over. */
export async function endPending(
  tx: Tx,
  credentials: readonly Credential[],
  { by, at }: Pick<Why, 'by' | 'at'>,
): Promise<void> {
  const ids = credentials.filter(({ pendingVersion }) => pendingVersion !== null).map(({ id }) => id);
  if (ids.length === 0) return;
  await endRotations(tx, ids, 'ABORTED', { by, at, because: 'NOT_APPROVED' }, 'PENDING_APPROVAL');
  await tx
    .updateTable('credential_version')
    .set({ state: 'REVOKED' })
    .where('credential_id', 'in', ids)
    .where('state', '=', 'PENDING_APPROVAL')
    .execute();
  await tx.updateTable('credential').set({ pending_version: null }).where('id', 'in', ids).execute();
}

/** The same where somebody wants nothing else. What works goes on as it does. */
export async function dropPending(tx: Tx, credential: Credential, why: Why): Promise<void> {
  await endPending(tx, [credential], why);
  await noteOnCredential(tx, { ...credential, pendingVersion: null }, why);
}

/** How those of its versions stand that this person has seen, as far as they are accepted or wait. */
export async function listAliveSeenBy(
  tx: Tx,
  credentialId: string,
  actorId: string,
  now: Date,
): Promise<readonly VersionState[]> {
  const { rows } = await sql<{ state: VersionState; overlap_ends_at: Date | null }>`
    select state, overlap_ends_at from credential_version version where credential_id = ${credentialId} and exists (
      select from knower where knower.tenant_id = version.tenant_id and knower.credential_id = version.credential_id
      and knower.version_number = version.number and knower.actor_id = ${actorId.toLowerCase()})`.execute(tx);
  return rows
    .filter(({ state, overlap_ends_at: overlapEndsAt }) => isVersionAlive({ state, overlapEndsAt }, now))
    .map(({ state }) => state);
}
