import { sql, type TenantTransaction } from '@bailiwick/database';
import { hasSecrets, isTerminal, type Credential } from '../domain/credential.js';
import { stateAfterRotation } from '../domain/rotation.js';
import { isAlive } from './accepted-version.js';
import { withdrawMachine } from './emitted.js';
import { endPending } from './pending-rotation.js';
import { planLook } from './rotate.js';
import { endRotations } from './rotation.js';
import type { CredentialsTables } from './tables.js';
import { moveCredential, noteOnCredential, type Why } from './transition.js';
import { replaceVersionsEnding } from './version-state.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface Force {
  /** Null is at once. */
  readonly overlapEndsAt: Date | null;
  /** What becomes of a secret that waits for a second person. */
  readonly pending: 'ENDS' | 'WAITS';
  readonly why: Why;
}

/**
 * Ends every secret of the credential that is accepted, at once or when the overlap ends, and leaves its stewards the
 * obligation to begin a rotation. No secret is made here: one that nobody asked for would have to be sent to somebody.
 * What has ended already, or has no secret of ours, is left as it is. A secret that waits for a second person is not accepted, so it
 * may go on waiting, unless it is meant as well. The credential must be locked.
 */
export async function forceRotation(
  tx: Tx,
  credential: Credential,
  { overlapEndsAt, pending, why }: Force,
): Promise<Credential> {
  if (isTerminal(credential.state) || credential.state === 'EXPIRED' || !hasSecrets(credential)) return credential;
  const rotateBy = earliest(overlapEndsAt ?? why.at, credential.expiresAt, credential.rotateBy);
  await replaceVersionsEnding(tx, credential.id, rotateBy, why.at);
  if (pending === 'ENDS') await endPending(tx, [credential], why);
  await endRotations(tx, [credential.id], 'COMPLETED', { by: why.by, at: why.at, because: 'FORCED' });
  await tx.updateTable('credential').set({ rotate_by: rotateBy }).where('id', '=', credential.id).execute();
  const forced = await record(tx, { ...credential, rotateBy }, why);
  if (rotateBy > why.at) await planLook(tx, credential.id, rotateBy);
  else await withdrawMachine(tx, credential.machineIdentityId, why.at);
  return forced;
}

/** The credentials that are good, or would be once approved, with a secret that this person or machine has seen. An older one opens nothing. */
export async function listCredentialIdsOpenTo(tx: Tx, actorId: string, now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct credential.id from knower
    join credential on credential.tenant_id = knower.tenant_id and credential.id = knower.credential_id
    join credential_version version on version.tenant_id = knower.tenant_id and version.credential_id = knower.credential_id
      and version.number = knower.version_number
    where knower.actor_id = ${actorId} and credential.state not in ('REVOKED', 'COMPROMISED', 'EXPIRED')
      and ${isAlive(now)}
    order by credential.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Recorded with the moves, also where the state stays: somebody demanded something, and why. */
function record(tx: Tx, credential: Credential, why: Why): Promise<Credential> {
  return credential.state === 'ROTATING'
    ? moveCredential(tx, credential, stateAfterRotation(credential), why)
    : noteOnCredential(tx, credential, why);
}

function earliest(...dates: readonly (Date | null)[]): Date {
  return new Date(Math.min(...dates.flatMap((date) => (date === null ? [] : [date.getTime()]))));
}
