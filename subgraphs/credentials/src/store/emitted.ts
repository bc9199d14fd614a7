import type { TenantTransaction } from '@bailiwick/database';
import { emit, emitWithdrawal } from '@bailiwick/events';
import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

// Each fact carries the whole current state of its subject, and neither a secret nor its hash.

export async function emitMachineIdentity(tx: Tx, identity: MachineIdentity): Promise<void> {
  const { id, name, state, version, graceEndsAt } = identity;
  const { reviewDueAt, endsAt } = identity.responsibility;
  const dates = { graceEndsAt: isoOf(graceEndsAt), reviewDueAt: isoOf(reviewDueAt), endsAt: isoOf(endsAt) };
  await emit<CredentialsTables, object>(tx, {
    type: 'credentials.machine_identity.changed',
    subject: id,
    data: { machineIdentityId: id, name, state, ...dates, version },
  });
}

export async function emitCredential(tx: Tx, credential: Credential): Promise<void> {
  const { id, machineIdentityId, name, state, hint, expiresAt, version } = credential;
  const data = { credentialId: id, machineIdentityId, name, state, hint, expiresAt: expiresAt.toISOString(), version };
  await emit<CredentialsTables, object>(tx, { type: 'credentials.credential.changed', subject: id, data });
}

/** Gateways stop using the machine's tokens that were minted before now, in whatever tenant it acts. */
export async function withdrawMachine(tx: Tx, machineIdentityId: string, now: Date): Promise<void> {
  await emitWithdrawal<CredentialsTables>(tx, { sub: `machine:${machineIdentityId}` }, now);
}

function isoOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
