import type { TenantTransaction } from '@bailiwick/database';
import { daysAfter } from '../domain/policy.js';
import { planSleep } from './dormancy.js';
import { planExpiry } from './expiry.js';
import type { Credential, Knower } from '../domain/credential.js';
import { insertCredential, insertKnower } from './credential.js';
import { insertVersion, type VersionProof } from './credential-proof.js';
import { emitCredential } from './emitted.js';
import type { CredentialsTables } from './tables.js';

/** A credential with its first version, its planned end, and whoever is about to see the secret or holds the key, if there is one. */
export async function insertIssued(
  tx: TenantTransaction<CredentialsTables>,
  credential: Credential,
  proof: VersionProof,
  knower: Knower | null,
  askedBy: ReadonlySet<string> = new Set([credential.createdBy.id]),
): Promise<void> {
  const { id, hint, notBefore, createdAt } = credential;
  await insertCredential(tx, credential, [...askedBy]);
  await insertVersion(tx, { credentialId: id, number: 1, hint, notBefore, ...proof });
  if (knower !== null) await insertKnower(tx, id, 1, knower);
  await planExpiry(tx, id, credential.expiresAt);
  await planSleep(tx, id, daysAfter(createdAt, 1));
  await emitCredential(tx, credential);
}
