import type { TenantTransaction } from '@bailiwick/database';
import type { ClockRule } from '@bailiwick/events';
import { expiresNow } from '../domain/expiry.js';
import { stateAfterLeaving } from '../domain/standing-change.js';
import { lockCredential } from '../store/credential.js';
import { withdrawMachine } from '../store/emitted.js';
import { lockMachineIdentity } from '../store/machine-identity.js';
import { listStewardsWhoLeft, listStewards } from '../store/steward.js';
import type { CredentialsTables } from '../store/tables.js';
import { CREDENTIAL_EXPIRES } from '../store/expiry.js';
import { STEWARDS_LEFT } from '../store/orphaning.js';
import { moveCredential, moveIdentity, SYSTEM_CLOCK } from '../store/transition.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What only time changes: a credential's end, and the end of the wait after the last steward left. */
export const clockRules: readonly ClockRule<CredentialsTables>[] = [
  { kind: CREDENTIAL_EXPIRES, fire: (due, tx, now) => expire(tx, due.subject, now) },
  { kind: STEWARDS_LEFT, fire: (due, tx, now) => orphan(tx, due.subject, now) },
];

async function expire(tx: Tx, credentialId: string, now: Date): Promise<void> {
  const credential = await lockCredential(tx, credentialId);
  if (credential === null || !expiresNow(credential, now)) return;
  await moveCredential(tx, credential, 'EXPIRED', {
    by: SYSTEM_CLOCK,
    at: now,
    code: 'credentials.expired',
    note: null,
  });
  await withdrawMachine(tx, credential.machineIdentityId, now);
}

async function orphan(tx: Tx, machineIdentityId: string, now: Date): Promise<void> {
  const identity = await lockMachineIdentity(tx, machineIdentityId);
  if (identity === null) return;
  const stewards = await listStewards(tx, identity.id);
  const left = await listStewardsWhoLeft(tx, identity.id);
  const state = stateAfterLeaving(identity, stewards, left);
  if (state === identity.state) return;
  await moveIdentity(tx, identity, state, { by: SYSTEM_CLOCK, at: now, code: 'credentials.orphaned', note: null });
  await withdrawMachine(tx, identity.id, now);
}
