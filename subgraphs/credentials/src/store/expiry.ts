import type { TenantTransaction } from '@bailiwick/database';
import { cancelDue, scheduleDue } from '@bailiwick/events';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Stored in due rows, so never renamed. */
export const CREDENTIAL_EXPIRES = 'credential.expires';

/** Plans the end when the credential is made; its date never moves. */
export async function planExpiry(tx: Tx, credentialId: string, expiresAt: Date): Promise<void> {
  await scheduleDue<CredentialsTables>(tx, { kind: CREDENTIAL_EXPIRES, subject: credentialId, dueAt: expiresAt });
}

/** What was revoked has ended already. */
export async function cancelExpiry(tx: Tx, credentialId: string): Promise<void> {
  await cancelDue<CredentialsTables>(tx, { kind: CREDENTIAL_EXPIRES, subject: credentialId });
}
