import type { TenantTransaction } from '@bailiwick/database';
import { cancelDue, scheduleDue } from '@bailiwick/events';
import type { Credential, CredentialVersion, Knower } from '../domain/credential.js';
import { nextLook, stateAfterRotation, type Rotation, type RotationEnd } from '../domain/rotation.js';
import { daysAfter } from '../domain/policy.js';
import { planSleep } from './dormancy.js';
import { insertKnower } from './credential.js';
import { insertVersion, type NewVersion } from './credential-proof.js';
import { withdrawMachine } from './emitted.js';
import { endRotations, insertRotation } from './rotation.js';
import type { CredentialsTables } from './tables.js';
import { moveCredential, noteOnCredential, type Why } from './transition.js';
import {
  replaceVersionKept,
  replaceVersionRetiring,
  replaceVersionRevoked,
  replaceVersionsRetiredBefore,
} from './version-state.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Stored in due rows, so never renamed. One row for each credential: the next look at its rotation, or at a forced end. */
export const CREDENTIAL_ROTATES = 'credential.rotates';

/** Both versions from now on; the third, if an end was forced on it before, ends. A rotation without an overlap is over at once. */
export async function startRotation(
  tx: Tx,
  credential: Credential,
  rotation: Rotation,
  version: NewVersion,
  knower: Knower | null,
  why: Why,
): Promise<void> {
  const { fromVersion, toVersion, overlapEndsAt, startedAt } = rotation;
  await replaceVersionsRetiredBefore(tx, credential.id, fromVersion, startedAt);
  await replaceVersionRetiring(tx, credential.id, fromVersion, overlapEndsAt);
  await insertVersion(tx, version);
  if (knower !== null) await insertKnower(tx, credential.id, toVersion, knower);
  await insertRotation(tx, rotation);
  const renewed = await replaceNewest(tx, credential, { rotatedAt: startedAt, hint: version.hint });
  const rotating = await moveCredential(tx, renewed, 'ROTATING', why);
  await planSleep(tx, credential.id, daysAfter(startedAt, 1));
  if (overlapEndsAt <= startedAt) await finishRotation(tx, rotating, rotation, 'OVERLAP_ENDED', why);
  else await planLook(tx, credential.id, nextLook(rotation, startedAt));
}

/** The old version ends, and with it every token that was minted from it. */
export async function finishRotation(
  tx: Tx,
  credential: Credential,
  { toVersion }: Rotation,
  because: RotationEnd,
  why: Why,
): Promise<void> {
  await replaceVersionsRetiredBefore(tx, credential.id, toVersion, why.at);
  await tx.updateTable('credential').set({ rotate_by: null }).where('id', '=', credential.id).execute();
  await close(tx, { ...credential, rotateBy: null }, 'COMPLETED', because, why);
}

/** The new version ends. The old one goes on, until the end that was set for it before if there was one. */
export async function cancelRotation(
  tx: Tx,
  credential: Credential,
  { toVersion }: Rotation,
  from: CredentialVersion,
  why: Why,
): Promise<void> {
  await replaceVersionRevoked(tx, credential.id, toVersion);
  await replaceVersionKept(tx, credential.id, from.number, credential.rotateBy);
  const rotatedAt = from.number > 1 ? from.notBefore : null;
  await close(tx, await replaceNewest(tx, credential, { rotatedAt, hint: from.hint }), 'ABORTED', 'ABORTED', why);
  if (credential.rotateBy !== null) await planLook(tx, credential.id, credential.rotateBy);
}

export async function planLook(tx: Tx, credentialId: string, dueAt: Date): Promise<void> {
  await scheduleDue<CredentialsTables>(tx, { kind: CREDENTIAL_ROTATES, subject: credentialId, dueAt });
}

export async function cancelLook(tx: Tx, credentialId: string): Promise<void> {
  await cancelDue<CredentialsTables>(tx, { kind: CREDENTIAL_ROTATES, subject: credentialId });
}

/** A suspended credential stays suspended: only its secrets have changed, which is on record and told all the same. */
async function close(tx: Tx, credential: Credential, state: 'COMPLETED' | 'ABORTED', because: RotationEnd, why: Why) {
  await endRotations(tx, [credential.id], state, { by: why.by, at: why.at, because });
  if (credential.state === 'ROTATING') await moveCredential(tx, credential, stateAfterRotation(credential), why);
  else await noteOnCredential(tx, credential, why);
  await cancelLook(tx, credential.id);
  await withdrawMachine(tx, credential.machineIdentityId, why.at);
}

async function replaceNewest(
  tx: Tx,
  credential: Credential,
  { rotatedAt, hint }: Pick<Credential, 'rotatedAt' | 'hint'>,
): Promise<Credential> {
  await tx.updateTable('credential').set({ rotated_at: rotatedAt, hint }).where('id', '=', credential.id).execute();
  return { ...credential, rotatedAt, hint };
}
