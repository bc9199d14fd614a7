import type { SystemTransaction, TenantTransaction } from '@bailiwick/database';
import { USABLE_VERSIONS, type Credential } from '../domain/credential.js';
import { findCredential } from './credential.js';
import type { StoredProof } from './credential-proof.js';
import { readPublicJwk, uuidOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** A credential as the token endpoint knows it: with the public keys of its versions, and no secret. */
export interface OAuthClient {
  readonly credential: Credential;
  readonly keys: readonly ClientKeyVersion[];
  /** For what is proven by no version in particular. */
  readonly newestVersion: number;
}

export interface ClientKeyVersion {
  readonly number: number;
  readonly thumbprint: string;
  readonly publicJwk: Readonly<Record<string, string>>;
}

export async function findOAuthClient(tx: Tx, id: string): Promise<OAuthClient | null> {
  const credential = await findCredential(tx, id);
  const versions = await tx
    .selectFrom('credential_version')
    .select(['number', 'key_thumbprint', 'public_jwk'])
    .where('credential_id', '=', credential?.id ?? null)
    .where('state', 'in', [...USABLE_VERSIONS])
    .orderBy('number', 'desc')
    .limit(10)
    .execute();
  if (credential === null || credential.kind === 'API_KEY') return null;
  const keys = versions.flatMap(({ number, key_thumbprint: thumbprint, public_jwk: jwk }) =>
    thumbprint === null ? [] : [{ number, thumbprint, publicJwk: readPublicJwk(jwk) }],
  );
  return { credential, keys, newestVersion: versions[0]?.number ?? 1 };
}

/** The hashes that a client's secret is compared with. Only the comparison reads them. */
export async function listSecretProofs(tx: Tx, credentialId: string): Promise<readonly StoredProof[]> {
  const versions = await tx
    .selectFrom('credential_version')
    .select(['number', 'state', 'secret_hash', 'pepper_kid', 'overlap_ends_at'])
    .where('credential_id', '=', uuidOrNone(credentialId))
    .orderBy(({ eb }) => eb('state', 'in', [...USABLE_VERSIONS]), 'desc')
    .orderBy('number', 'desc')
    .limit(10)
    .execute();
  return versions.flatMap(({ number, state, secret_hash, pepper_kid, overlap_ends_at }) =>
    secret_hash === null || pepper_kid === null
      ? []
      : [{ number, state, secretHash: secret_hash, pepperKid: pepper_kid, overlapEndsAt: overlap_ends_at }],
  );
}

/** The tenant whose credential has this id, if there is one. */
export async function findTenantOfCredential(
  tx: SystemTransaction<CredentialsTables, 'directory'>,
  id: string,
): Promise<string | null> {
  const row = await tx.selectFrom('credential').select('tenant_id').where('id', '=', uuidOrNone(id)).executeTakeFirst();
  return row?.tenant_id ?? null;
}
