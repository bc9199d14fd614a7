import type { TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import { planExpiry } from './expiry.js';
import type { Credential } from '../domain/credential.js';
import { insertCredential, insertKnower } from './credential.js';
import { insertVersion, type VersionProof } from './credential-proof.js';
import { emitCredential } from './emitted.js';
import type { CredentialsTables } from './tables.js';

/** A credential with its first version, its planned end, and whoever is about to see the secret, if it has one. */
export async function insertIssued(
  tx: TenantTransaction<CredentialsTables>,
  credential: Credential,
  proof: VersionProof,
  shownTo: Actor | null,
): Promise<void> {
  const { id, hint, notBefore, createdAt, createdVia } = credential;
  await insertCredential(tx, credential);
  await insertVersion(tx, { credentialId: id, number: 1, hint, notBefore, ...proof });
  if (shownTo !== null) await insertKnower(tx, id, 1, { actor: shownTo, saw: createdAt, how: createdVia });
  await planExpiry(tx, id, credential.expiresAt);
  await emitCredential(tx, credential);
}
