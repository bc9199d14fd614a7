import type { TenantTransaction } from '@bailiwick/database';
import { isTerminal, type Credential } from '../domain/credential.js';
import { lockCredentialsOfIdentity } from './credential.js';
import { replaceVersionsRevoked } from './credential-proof.js';
import { withdrawMachine } from './emitted.js';
import { cancelExpiry } from './expiry.js';
import { endPending } from './pending-rotation.js';
import { cancelLook } from './rotate.js';
import { endRotations } from './rotation.js';
import type { CredentialsTables } from './tables.js';
import { moveCredential, type Why } from './transition.js';

/**
 * Takes credentials back for ever, with every version of their secrets. A person's own words and the record of the revocation
 * stay with each. Their tokens are withdrawn by whoever knows how many of one machine end together.
 */
export async function endCredentials(
  tx: TenantTransaction<CredentialsTables>,
  credentials: readonly Credential[],
  to: 'REVOKED' | 'COMPROMISED',
  revocationId: string | null,
  why: Why,
): Promise<void> {
  if (credentials.length === 0) return;
  const ids = credentials.map(({ id }) => id);
  await endPending(tx, credentials, why);
  await replaceVersionsRevoked(tx, ids);
  await endRotations(tx, ids, 'ABORTED', { by: why.by, at: why.at, because: 'REVOKED' });
  await tx.updateTable('credential').set({ revocation_id: revocationId }).where('id', 'in', ids).execute();
  for (const credential of credentials) {
    await moveCredential(tx, credential, to, why);
    await cancelExpiry(tx, credential.id);
    await cancelLook(tx, credential.id);
  }
}

/** Every token that was minted from them is refused from now on; once for each machine. */
export async function withdrawMachinesOf(
  tx: TenantTransaction<CredentialsTables>,
  credentials: readonly Credential[],
  now: Date,
): Promise<void> {
  for (const machineId of new Set(credentials.map(({ machineIdentityId }) => machineIdentityId)))
    await withdrawMachine(tx, machineId, now);
}

/** Takes back whatever still proves this machine, for ever. */
export async function endCredentialsOfMachine(
  tx: TenantTransaction<CredentialsTables>,
  machineIdentityId: string,
  why: Why,
): Promise<void> {
  const all = await lockCredentialsOfIdentity(tx, machineIdentityId);
  const open = all.filter((credential) => !isTerminal(credential.state));
  await endCredentials(tx, open, 'REVOKED', null, why);
}
