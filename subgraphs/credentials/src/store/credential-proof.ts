import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Credential, CredentialVersion, VersionState } from '../domain/credential.js';
import { toCredential, toVersion } from './credential-row.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What a presented secret is compared with. The only way a hash leaves the database. */
export interface StoredProof {
  readonly number: number;
  readonly state: VersionState;
  readonly secretHash: Buffer;
  readonly pepperKid: string;
  /** Until when a RETIRING version is accepted. */
  readonly overlapEndsAt: Date | null;
}

export interface NewVersion {
  readonly credentialId: string;
  readonly number: number;
  readonly secretHash: Buffer;
  readonly pepperKid: string;
  readonly hint: string;
  readonly notBefore: Date;
}

export async function insertVersion(tx: Tx, version: NewVersion): Promise<void> {
  const { credentialId, number, secretHash, pepperKid, hint, notBefore } = version;
  await tx
    .insertInto('credential_version')
    .values({
      credential_id: credentialId,
      number,
      state: 'STAGED',
      secret_hash: secretHash,
      pepper_kid: pepperKid,
      hint,
      not_before: notBefore,
    })
    .execute();
}

/** By reference, locked: two exchanges of one credential count their uses one after the other. */
export async function lockCredentialByReference(
  tx: Tx,
  reference: string,
): Promise<{ readonly credential: Credential; readonly proofs: readonly StoredProof[] } | null> {
  const row = await tx
    .selectFrom('credential')
    .selectAll()
    .where('reference', '=', reference)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const versions = await tx
    .selectFrom('credential_version')
    .select(['number', 'state', 'secret_hash', 'pepper_kid', 'overlap_ends_at'])
    .where('credential_id', '=', row?.id ?? null)
    .orderBy('number', 'desc')
    .limit(10)
    .execute();
  if (row === undefined) return null;
  const proofs = versions.flatMap(({ number, state, secret_hash, pepper_kid, overlap_ends_at }) =>
    secret_hash === null || pepper_kid === null
      ? []
      : [{ number, state, secretHash: secret_hash, pepperKid: pepper_kid, overlapEndsAt: overlap_ends_at }],
  );
  return { credential: toCredential(row), proofs };
}

export interface Use {
  readonly at: Date;
  readonly versionNumber: number;
  readonly runtimeId: string | null;
  readonly address: string | null;
}

/** Counts one accepted use; the first makes a STAGED credential and version ACTIVE. Answers whether it did. */
export async function addUse(tx: Tx, credential: Credential, use: Use): Promise<void> {
  const becomesActive = credential.state === 'STAGED';
  await tx
    .updateTable('credential')
    .set(({ eb }) => ({
      uses: eb('uses', '+', '1'),
      last_used_at: use.at,
      last_used_runtime: use.runtimeId,
      last_used_address: use.address,
      ...(becomesActive && { state: 'ACTIVE' as const, state_since: use.at, version: credential.version + 1 }),
    }))
    .where('id', '=', credential.id)
    .execute();
  await sql`
    update credential_version set uses = uses + 1, first_used_at = coalesce(first_used_at, ${use.at}), last_used_at = ${use.at},
      state = case when state = 'STAGED' then 'ACTIVE' else state end
    where credential_id = ${credential.id} and number = ${use.versionNumber}`.execute(tx);
}

export async function replaceVersionsRevoked(tx: Tx, credentialIds: readonly string[]): Promise<void> {
  if (credentialIds.length === 0) return;
  await tx
    .updateTable('credential_version')
    .set({ state: 'REVOKED' })
    .where('credential_id', 'in', [...credentialIds])
    .execute();
}

export async function listVersionsOf(
  tx: Tx,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CredentialVersion[]>> {
  const rows = await tx
    .selectFrom('credential_version')
    .select([
      'credential_id',
      'number',
      'state',
      'hint',
      'not_before',
      'overlap_ends_at',
      'retired_at',
      'key_thumbprint',
      'first_used_at',
      'last_used_at',
      'uses',
    ])
    .where('credential_id', 'in', [...credentialIds])
    .orderBy('number', 'desc')
    .execute();
  const found = new Map<string, CredentialVersion[]>();
  for (const row of rows) found.set(row.credential_id, [...(found.get(row.credential_id) ?? []), toVersion(row)]);
  return found;
}
