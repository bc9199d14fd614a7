import type { TenantTransaction } from '@bailiwick/database';
import type { PresentedKey } from '../domain/secret-format.js';
import type { Proof } from '../domain/trust/trust-facts.js';
import type { CredentialsSettings } from '../settings.js';
import { findProofs, type StoredProof } from '../store/credential-proof.js';
import type { CredentialsTables } from '../store/tables.js';
import { isSecretOf } from '../trust/hash-secret.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface Proven {
  readonly proof: Proof;
  /** Null when nothing has this reference. */
  readonly credentialId: string | null;
  /** The version whose secret it is. Null unless it is one. */
  readonly version: Pick<StoredProof, 'number' | 'state'> | null;
}

/** Is this a secret of the credential that it names? The same statement and one comparison, whatever the answer. */
export async function prove(tx: Tx, key: PresentedKey, settings: CredentialsSettings, now: Date): Promise<Proven> {
  const found = await findProofs(tx, key.reference);
  const peppers = settings.peppers();
  const candidates: readonly (StoredProof | null)[] =
    found === null || found.proofs.length === 0 ? [null] : found.proofs;
  const version = candidates.filter((candidate) => isSecretOf(candidate, key.whole, peppers, now))[0] ?? null;
  if (found === null) return { proof: 'UNKNOWN', credentialId: null, version: null };
  const { credentialId } = found;
  if (version === null) return { proof: 'MISMATCHED', credentialId, version };
  return { proof: version.state === 'REVOKED' ? 'RETIRED_VERSION' : 'MATCHED', credentialId, version };
}

/** Whoever knows the secret. Everybody else is answered before anything more is looked at. */
export function isProven({ proof }: Proven): boolean {
  return proof === 'MATCHED' || proof === 'RETIRED_VERSION';
}
