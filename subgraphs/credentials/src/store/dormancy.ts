import type { TenantTransaction } from '@bailiwick/database';
import { scheduleDue } from '@bailiwick/events';
import type { CredentialsTables } from './tables.js';

/** Stored in due rows, so never renamed. */
export const CREDENTIAL_SLEEPS = 'credential.sleeps';

/** The next look whether a credential has fallen asleep. Never moved by a use: that would be a write for each. */
export async function planSleep(
  tx: TenantTransaction<CredentialsTables>,
  credentialId: string,
  dueAt: Date,
): Promise<void> {
  await scheduleDue<CredentialsTables>(tx, { kind: CREDENTIAL_SLEEPS, subject: credentialId, dueAt });
}
