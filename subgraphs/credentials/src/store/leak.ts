import type { TenantTransaction } from '@bailiwick/database';
import { emit, scheduleDue } from '@bailiwick/events';
import type { Credential } from '../domain/credential.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Stored in due rows, so never renamed. */
export const CREDENTIAL_LEAKED = 'credential.leaked';

/** Written before a report is answered. An id that nobody has is planned too, and found to be nothing: the work is the same. */
export async function planCompromise(tx: Tx, credentialId: string, at: Date): Promise<void> {
  await scheduleDue<CredentialsTables>(tx, { kind: CREDENTIAL_LEAKED, subject: credentialId, dueAt: at });
}

/** From when on somebody else may have used it. */
export async function replaceSuspicion(tx: Tx, credential: Credential, since: Date): Promise<Credential> {
  await tx.updateTable('credential').set({ suspicious_since: since }).where('id', '=', credential.id).execute();
  return { ...credential, suspiciousSince: since };
}

/** For whoever tells the stewards. Neither a secret nor its hash. */
export async function emitCompromised(tx: Tx, credential: Credential, stewardIds: readonly string[]): Promise<void> {
  const { id, machineIdentityId, name, hint, suspiciousSince } = credential;
  const reportedAt = suspiciousSince?.toISOString() ?? null;
  await emit<CredentialsTables, object>(tx, {
    type: 'credentials.credential.compromised',
    subject: id,
    data: { credentialId: id, machineIdentityId, name, hint, reportedAt, stewardIds },
  });
}
