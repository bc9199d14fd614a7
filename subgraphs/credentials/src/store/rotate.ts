import type { TenantTransaction } from '@bailiwick/database';
import { cancelDue, scheduleDue } from '@bailiwick/events';
import type { Credential, CredentialVersion, Knower } from '../domain/credential.js';
import { nextLook, stateAfterRotation, type Rotation, type RotationEnd } from '../domain/rotation.js';
import { daysAfter } from '../domain/policy.js';
import { planSleep } from './dormancy.js';
import { insertKnower } from './credential.js';
import { insertVersion, type NewVersion } from './credential-proof.js';
import { withdrawMachine } from './emitted.js';
import { dropPending, replacePending } from './pending-rotation.js';
import { endRotations, insertRotation, replaceRotationApproved } from './rotation.js';
import type { CredentialsTables } from './tables.js';
import { moveCredential, noteOnCredential, type Why } from './transition.js';
import {
  replaceVersionKept,
  replaceVersionRetiring,
  replaceVersionRevoked,
  replaceVersionStaged,
  replaceVersionsRetiredBefore,
} from './version-state.js';

type Tx = TenantTransaction<CredentialsTables>;

interface Begun {
  readonly version: NewVersion;
  /** Null where it is proven by another issuer. */
  readonly knower: Knower | null;
  readonly askedBy: ReadonlySet<string>;
}

/** Stored in due rows, so never renamed. One row for each credential: the next look at its rotation, or at a forced end. */
export const CREDENTIAL_ROTATES = 'credential.rotates';

/** The new version, and whoever is about to see its secret or has brought its key. It is under way at once, or waits for a second person. */
export async function insertBegun(
  tx: Tx,
  credential: Credential,
  rotation: Rotation,
  { version, knower, askedBy }: Begun,
  why: Why,
): Promise<void> {
  const { state, toVersion } = rotation;
  const waits = state === 'PENDING_APPROVAL';
  await insertVersion(tx, version, waits ? state : 'STAGED');
  if (knower !== null) await insertKnower(tx, credential.id, toVersion, knower);
  await insertRotation(tx, rotation, askedBy);
  if (!waits) return startRotation(tx, credential, rotation, version.hint, why);
  const waiting = await replacePending(tx, credential, toVersion);
  await noteOnCredential(tx, waiting, { ...why, code: 'credentials.rotation_asked' });
}

/** A second person agreed: from now on it is a rotation like any other. */
export async function startApproved(
  tx: Tx,
  credential: Credential,
  rotation: Rotation,
  hint: string,
  why: Why,
): Promise<void> {
  await replaceRotationApproved(tx, rotation);
  await replaceVersionStaged(tx, credential.id, rotation.toVersion);
  await startRotation(tx, await replacePending(tx, credential, null), rotation, hint, why);
}

/** Both versions from now on; the third, if an end was forced on it before, ends. A rotation without an overlap is over at once. */
async function startRotation(tx: Tx, credential: Credential, rotation: Rotation, hint: string, why: Why) {
  const { fromVersion, overlapEndsAt, startedAt } = rotation;
  await replaceVersionsRetiredBefore(tx, credential.id, fromVersion, why.at);
  await replaceVersionRetiring(tx, credential.id, fromVersion, overlapEndsAt);
  const renewed = await replaceNewest(tx, credential, { rotatedAt: startedAt, hint });
  const rotating = await moveCredential(tx, renewed, 'ROTATING', why);
  await planSleep(tx, credential.id, daysAfter(why.at, 1));
  if (overlapEndsAt <= why.at) await finishRotation(tx, rotating, rotation, 'OVERLAP_ENDED', why);
  else await planLook(tx, credential.id, nextLook(rotation, why.at));
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
  { state, toVersion }: Rotation,
  from: CredentialVersion,
  why: Why,
): Promise<void> {
  if (state === 'PENDING_APPROVAL') return dropPending(tx, credential, why);
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
