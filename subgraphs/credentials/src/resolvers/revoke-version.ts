import { orRefuse } from '@bailiwick/decision';
import { decideVersionRevocation } from '../domain/revocation.js';
import { isOver } from '../domain/rotation.js';
import { lockCredential } from '../store/credential.js';
import { listVersionsOf } from '../store/credential-proof.js';
import { withdrawMachine } from '../store/emitted.js';
import { forceRotation } from '../store/force-rotation.js';
import { dropPending } from '../store/pending-rotation.js';
import { cancelRotation, finishRotation } from '../store/rotate.js';
import { findRotationInProgress } from '../store/rotation.js';
import { noteOnCredential } from '../store/transition.js';
import { replaceVersionRevoked } from '../store/version-state.js';
import { orNotFound, whyOf, type CredentialsSession, type Tx } from './context.js';

/**
 * One secret of a credential, for ever. In a rotation the other one remains: revoking the new one aborts it, revoking the old
 * one completes it, while the overlap lasts. One that waits for a second person ends with its rotation. With another that still goes
 * on, only this one ends. Without one nothing is left to present, and the stewards owe a rotation.
 */
export async function revokeVersion(
  tx: Tx,
  session: CredentialsSession,
  { credentialId, number }: { readonly credentialId: string; readonly number: number },
  note: string,
): Promise<void> {
  const credential = orNotFound(await lockCredential(tx, credentialId), 'version', ['targetId']);
  const versions = (await listVersionsOf(tx, [credential.id])).get(credential.id) ?? [];
  const version = orNotFound(versions.find((each) => each.number === number) ?? null, 'version', ['targetId']);
  const isLast = orRefuse(decideVersionRevocation(credential, version, versions, session.now));
  const why = whyOf(session, 'credentials.version_revoked', note);
  const current = await findRotationInProgress(tx, credential.id);
  const rotation = current === null || isOver(current, session.now) ? null : current;
  const from = versions.find((each) => each.number === rotation?.fromVersion);
  if (rotation?.toVersion === number && from !== undefined) await cancelRotation(tx, credential, rotation, from, why);
  else if (rotation?.fromVersion === number) await finishRotation(tx, credential, rotation, 'FORCED', why);
  else if (credential.pendingVersion === number) await dropPending(tx, credential, why);
  else if (isLast) await forceRotation(tx, credential, { overlapEndsAt: null, pending: 'WAITS', why });
  else await noteOnCredential(tx, credential, why);
  await replaceVersionRevoked(tx, credential.id, number);
  await withdrawMachine(tx, credential.machineIdentityId, session.now);
}
