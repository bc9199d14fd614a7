import { sql, type TenantTransaction } from '@bailiwick/database';
import type { CredentialKind, CredentialVersion, VersionState } from '../domain/credential.js';
import { toVersion } from './credential-row.js';
import { asJson } from './stored-json.js';
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

/** What proves a version: a secret's hash, a public key, or neither where another issuer vouches. */
export interface VersionProof {
  readonly secretHash: Buffer | null;
  readonly pepperKid: string | null;
  readonly keyThumbprint: string | null;
  readonly publicJwk: Readonly<Record<string, string>> | null;
}

export interface NewVersion extends VersionProof {
  readonly credentialId: string;
  readonly number: number;
  readonly hint: string;
  readonly notBefore: Date;
}

export async function insertVersion(
  tx: Tx,
  version: NewVersion,
  state: 'STAGED' | 'PENDING_APPROVAL' = 'STAGED',
): Promise<void> {
  const { credentialId, number, secretHash, pepperKid, keyThumbprint, publicJwk, hint, notBefore } = version;
  await tx
    .insertInto('credential_version')
    .values({
      credential_id: credentialId,
      number,
      state,
      secret_hash: secretHash,
      pepper_kid: pepperKid,
      key_thumbprint: keyThumbprint,
      public_jwk: publicJwk === null ? null : asJson(publicJwk),
      hint,
      not_before: notBefore,
    })
    .execute();
}

/** What a presented secret is compared with, by the reference that it names: one statement, whatever there is. */
export async function findProofs(
  tx: Tx,
  reference: string,
): Promise<{
  readonly credentialId: string;
  readonly kind: CredentialKind;
  readonly proofs: readonly StoredProof[];
} | null> {
  const { rows } = await sql<ProofRow>`/* prepared: proofs */
    select credential.id, credential.kind, number, version.state, secret_hash, pepper_kid, overlap_ends_at
    from credential left join credential_version version on version.tenant_id = credential.tenant_id and version.credential_id = credential.id
    where reference = ${reference}
    order by version.state in ('STAGED', 'ACTIVE', 'RETIRING') desc, number desc limit 10`.execute(tx);
  const [first] = rows;
  return first === undefined ? null : { credentialId: first.id, kind: first.kind, proofs: rows.flatMap(toProof) };
}

interface ProofRow {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly number: number | null;
  readonly state: VersionState;
  readonly secret_hash: Buffer | null;
  readonly pepper_kid: string | null;
  readonly overlap_ends_at: Date | null;
}

function toProof({ number, state, secret_hash, pepper_kid, overlap_ends_at }: ProofRow): readonly StoredProof[] {
  if (number === null || secret_hash === null || pepper_kid === null) return [];
  return [{ number, state, secretHash: secret_hash, pepperKid: pepper_kid, overlapEndsAt: overlap_ends_at }];
}

/** Takes one of the uses that a credential is good for. False when others took the last one meanwhile. */
export async function takeUse(tx: Tx, credentialId: string): Promise<boolean> {
  const taken = await sql`
    update credential set uses = uses + 1 where id = ${credentialId} and (max_uses is null or uses < max_uses) returning 1 as done`.execute(
    tx,
  );
  return taken.rows.length > 0;
}

/** Whether what this version proved still counts, for what was proven by it a while ago. */
export async function findVersionStanding(
  tx: Tx,
  credentialId: string,
  number: number,
): Promise<Pick<StoredProof, 'number' | 'state' | 'overlapEndsAt'> | null> {
  const row = await tx
    .selectFrom('credential_version')
    .select(['state', 'overlap_ends_at'])
    .where('credential_id', '=', credentialId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row === undefined ? null : { number, state: row.state, overlapEndsAt: row.overlap_ends_at };
}

/** The first good use of a version. One that is on its way out stays so. */
export async function replaceVersionActive(tx: Tx, credentialId: string, number: number): Promise<void> {
  await tx
    .updateTable('credential_version')
    .set({ state: 'ACTIVE' })
    .where('credential_id', '=', credentialId)
    .where('number', '=', number)
    .where('state', '=', 'STAGED')
    .execute();
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
