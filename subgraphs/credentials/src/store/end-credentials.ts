import type { TenantTransaction } from '@bailiwick/database';
import { isTerminal } from '../domain/credential.js';
import { lockCredentialsOfIdentity } from './credential.js';
import { replaceVersionsRevoked } from './credential-proof.js';
import { cancelExpiry } from './expiry.js';
import { moveCredential, type Why } from './transition.js';
import type { CredentialsTables } from './tables.js';

/** Takes back whatever still proves this machine, for ever. */
export async function endCredentials(
  tx: TenantTransaction<CredentialsTables>,
  machineIdentityId: string,
  why: Why,
): Promise<void> {
  const all = await lockCredentialsOfIdentity(tx, machineIdentityId);
  const open = all.filter((credential) => !isTerminal(credential.state));
  await replaceVersionsRevoked(
    tx,
    open.map((credential) => credential.id),
  );
  for (const credential of open) {
    await moveCredential(tx, credential, 'REVOKED', why);
    await cancelExpiry(tx, credential.id);
  }
}
