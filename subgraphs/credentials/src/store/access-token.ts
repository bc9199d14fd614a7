import type { SystemTransaction, TenantTransaction } from '@bailiwick/database';
import type { Attestation, ProofKind } from '../domain/proof-kind.js';
import { asJson, readAttestation } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What is kept of a token that was issued. The token itself is not. */
export interface IssuedToken {
  readonly jti: string;
  readonly credentialId: string;
  readonly versionNumber: number;
  readonly proofKind: ProofKind;
  readonly keyThumbprint: string | null;
  readonly attestation: Attestation | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

const KEPT_MS = 3_600_000;

/** Tokens that ended long ago go with each that comes: they can be presented no more, so nothing is lost with them. */
export async function insertAccessToken(tx: Tx, token: Omit<IssuedToken, 'revokedAt'>): Promise<void> {
  const { jti, credentialId, versionNumber, proofKind, keyThumbprint, attestation, issuedAt, expiresAt } = token;
  await tx
    .deleteFrom('access_token')
    .where('expires_at', '<', new Date(issuedAt.getTime() - KEPT_MS))
    .execute();
  await tx
    .insertInto('access_token')
    .values({
      jti,
      credential_id: credentialId,
      version_number: versionNumber,
      proof_kind: proofKind,
      key_thumbprint: keyThumbprint,
      attestation: attestation === null ? null : asJson(attestation),
      issued_at: issuedAt,
      expires_at: expiresAt,
    })
    .execute();
}

export async function findAccessToken(tx: Tx, jti: string): Promise<IssuedToken | null> {
  const row = await tx.selectFrom('access_token').selectAll().where('jti', '=', jti).executeTakeFirst();
  if (row === undefined) return null;
  return {
    jti,
    credentialId: row.credential_id,
    versionNumber: row.version_number,
    proofKind: row.proof_kind,
    keyThumbprint: row.key_thumbprint,
    attestation: readAttestation(row.attestation),
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

/** Taken back once and for all: a second time changes nothing. Answers whether this was the first. */
export async function replaceTokenRevoked(tx: Tx, jti: string, now: Date): Promise<boolean> {
  const changed = await tx
    .updateTable('access_token')
    .set({ revoked_at: now })
    .where('jti', '=', jti)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Where a token was issued, for whoever names it before their tenant is known. */
export async function findTenantOfToken(
  tx: SystemTransaction<CredentialsTables, 'directory'>,
  jti: string,
): Promise<string | null> {
  const row = await tx.selectFrom('access_token').select('tenant_id').where('jti', '=', jti).executeTakeFirst();
  return row?.tenant_id ?? null;
}
