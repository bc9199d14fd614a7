import { sql, type TenantTransaction } from '@bailiwick/database';
import { isTerminal, type Credential } from '../domain/credential.js';
import { emitCredential, withdrawMachine } from './emitted.js';
import type { CredentialsTables } from './tables.js';
import { insertTransition, type Why } from './transition.js';

type Tx = TenantTransaction<CredentialsTables>;

/**
 * Ends every secret of the credential that is accepted, at once or when the overlap ends. No secret is made here: one that
 * nobody asked for would have to be sent to somebody. The credential must be locked.
 */
export async function forceRotation(
  tx: Tx,
  credential: Credential,
  { overlapEndsAt, why }: { readonly overlapEndsAt: Date | null; readonly why: Why },
): Promise<Credential> {
  if (isTerminal(credential.state) || credential.state === 'EXPIRED') return credential;
  const ends = overlapEndsAt ?? why.at;
  await sql`
    update credential_version set state = ${overlapEndsAt === null ? 'RETIRED' : 'RETIRING'},
      overlap_ends_at = least(overlap_ends_at, ${ends}::timestamptz)
    where credential_id = ${credential.id} and state in ('STAGED', 'ACTIVE', 'RETIRING')`.execute(tx);
  const counted = { ...credential, version: credential.version + 1 };
  await tx.updateTable('credential').set({ version: counted.version }).where('id', '=', credential.id).execute();
  await insertTransition(tx, { type: 'credential', id: credential.id }, credential.state, credential.state, why);
  await emitCredential(tx, counted);
  if (overlapEndsAt === null) await withdrawMachine(tx, credential.machineIdentityId, why.at);
  return counted;
}

/** The credentials that are good with a secret that this person or machine has seen. An older secret opens nothing. */
export async function listCredentialIdsOpenTo(tx: Tx, actorId: string, now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct credential.id from knower
    join credential on credential.tenant_id = knower.tenant_id and credential.id = knower.credential_id
    join credential_version version on version.tenant_id = knower.tenant_id and version.credential_id = knower.credential_id
      and version.number = knower.version_number
    where knower.actor_id = ${actorId} and credential.state not in ('REVOKED', 'COMPROMISED', 'EXPIRED')
      and (version.state in ('STAGED', 'ACTIVE') or (version.state = 'RETIRING' and version.overlap_ends_at > ${now}))
    order by credential.id`.execute(tx);
  return rows.map((row) => row.id);
}
