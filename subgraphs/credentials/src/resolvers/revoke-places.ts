import { orRefuse } from '@bailiwick/decision';
import { decideLock } from '../domain/runtime-lock.js';
import type { Selection } from '../domain/selection.js';
import { lockInstance, lockRuntime, replaceAttestorsWithout } from '../store/runtime-lock.js';
import { replaceInstanceLock, replaceRuntimeState, withdrawMachinesBoundTo } from '../store/runtime-lock.js';
import { orNotFound, whyOf, type CredentialsSession, type Tx } from './context.js';

/** The place goes with what was bound to it: a runtime is locked, an issuer vouches for nobody any more. Answers how many places. */
export async function lockPlaces(
  tx: Tx,
  session: CredentialsSession,
  target: Selection,
  note: string,
): Promise<number> {
  if (target.by === 'ISSUER') return replaceAttestorsWithout(tx, target.issuer);
  if (target.by !== 'RUNTIME') return 0;
  const runtime = orNotFound(await lockRuntime(tx, target.id), 'runtime', ['targetId']);
  if (runtime.state !== 'ACTIVE') return 0;
  await replaceRuntimeState(tx, runtime, 'LOCKED', whyOf(session, 'credentials.runtime_locked', note));
  return 1;
}

/** One process's key. Credentials stay: others of the same runtime use them rightly. */
export async function revokeInstance(tx: Tx, session: CredentialsSession, id: string, note: string): Promise<void> {
  const instance = orNotFound(await lockInstance(tx, id), 'runtime instance', ['targetId']);
  orRefuse(decideLock(instance.locked, true, note, ['targetId']));
  await replaceInstanceLock(tx, instance, true, whyOf(session, 'credentials.runtime_locked', note));
  await withdrawMachinesBoundTo(tx, instance.runtimeId, session.now);
}
