import type { TenantTransaction } from '@bailiwick/database';
import type { Credential } from '../domain/credential.js';
import type { PresentedKey } from '../domain/secret-format.js';
import type { Proof } from '../domain/trust/trust-facts.js';
import type { CredentialsSettings } from '../settings.js';
import { lockCredentialByReference, type StoredProof } from '../store/credential-proof.js';
import type { CredentialsTables } from '../store/tables.js';
import { isSecretOf } from '../trust/hash-secret.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface Proven {
  readonly proof: Proof;
  readonly credential: Credential | null;
  readonly versionNumber: number;
}

/** Is this a secret of the credential that it names? The same statements and one comparison, whatever the answer. */
export async function prove(tx: Tx, key: PresentedKey, settings: CredentialsSettings, now: Date): Promise<Proven> {
  const found = await lockCredentialByReference(tx, key.reference);
  const peppers = settings.peppers();
  const candidates: readonly (StoredProof | null)[] =
    found === null || found.proofs.length === 0 ? [null] : found.proofs;
  const matching = candidates.filter((candidate) => isSecretOf(candidate, key.whole, peppers, now))[0] ?? null;
  if (found === null) return { proof: 'UNKNOWN', credential: null, versionNumber: 0 };
  if (matching === null) return { proof: 'MISMATCHED', credential: found.credential, versionNumber: 0 };
  const proof = matching.state === 'REVOKED' ? 'RETIRED_VERSION' : 'MATCHED';
  return { proof, credential: found.credential, versionNumber: matching.number };
}

/** Whoever knows the secret. Everybody else is answered before anything more is looked at. */
export function isProven({ proof }: Proven): boolean {
  return proof === 'MATCHED' || proof === 'RETIRED_VERSION';
}
