import type { TenantTransaction } from '@bailiwick/database';
import type { ClockRule } from '@bailiwick/events';
import { carryOn } from '../bulk/carry-on.js';
import { measureDrain } from '../domain/consumers.js';
import type { Credential } from '../domain/credential.js';
import { decideSleep } from '../domain/dormancy.js';
import { expiresNow } from '../domain/expiry.js';
import { nextLook, type RotationEnd } from '../domain/rotation.js';
import type { CredentialsCode } from '../domain/reasons.js';
import { BULK_GOES_ON, lockBulk } from '../store/bulk.js';
import { lockCredential } from '../store/credential.js';
import { CREDENTIAL_SLEEPS, planSleep } from '../store/dormancy.js';
import { withdrawMachine } from '../store/emitted.js';
import { CREDENTIAL_EXPIRES } from '../store/expiry.js';
import { findPolicy } from '../store/machine-policy.js';
import { endPending } from '../store/pending-rotation.js';
import { CREDENTIAL_ROTATES, finishRotation, planLook } from '../store/rotate.js';
import { endRotations, findRotationInProgress } from '../store/rotation.js';
import type { CredentialsTables } from '../store/tables.js';
import { moveCredential, SYSTEM_CLOCK, type Why } from '../store/transition.js';
import { listConsumersOf } from '../store/version-consumer.js';
import { replaceVersionsOverdue } from '../store/version-state.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What only time changes about a credential: its end, the end of an overlap, and that all callers have moved. */
export const credentialClockRules: readonly ClockRule<CredentialsTables>[] = [
  { kind: CREDENTIAL_EXPIRES, fire: onCredential(expire) },
  { kind: CREDENTIAL_ROTATES, fire: onCredential(lookAtRotation) },
  { kind: CREDENTIAL_SLEEPS, fire: onCredential(sleep) },
  { kind: BULK_GOES_ON, fire: (due, tx, now) => goOn(tx, due.subject, now) },
];

function onCredential(
  work: (tx: Tx, credential: Credential, now: Date) => Promise<void>,
): ClockRule<CredentialsTables>['fire'] {
  return async (due, tx, now) => {
    const credential = await lockCredential(tx, due.subject);
    if (credential !== null) await work(tx, credential, now);
  };
}

async function expire(tx: Tx, credential: Credential, now: Date): Promise<void> {
  if (!expiresNow(credential, now)) return;
  await endRotations(tx, [credential.id], 'COMPLETED', { by: SYSTEM_CLOCK, at: now, because: 'OVERLAP_ENDED' });
  await endPending(tx, [credential], { by: SYSTEM_CLOCK, at: now });
  await moveCredential(tx, credential, 'EXPIRED', byClock('credentials.expired', now));
  await withdrawMachine(tx, credential.machineIdentityId, now);
}

async function sleep(tx: Tx, credential: Credential, now: Date): Promise<void> {
  const decided = decideSleep(credential, await findPolicy(tx), now);
  if (decided === null) return;
  if (!decided.now) return planSleep(tx, credential.id, decided.lookAgainAt);
  await moveCredential(tx, credential, 'DORMANT', byClock('credentials.dormant', now));
  await withdrawMachine(tx, credential.machineIdentityId, now);
}

/** Whoever began it answers for all of it: the clock only goes on. */
async function goOn(tx: Tx, id: string, now: Date): Promise<void> {
  const bulk = await lockBulk(tx, id);
  if (bulk?.finishedAt === null) await carryOn(tx, bulk, now);
}

/** Over when the overlap is, or as soon as everybody has moved. Without a rotation it is an end that was forced. */
async function lookAtRotation(tx: Tx, credential: Credential, now: Date): Promise<void> {
  const rotation = await findRotationInProgress(tx, credential.id);
  if (rotation === null) {
    if (await replaceVersionsOverdue(tx, credential.id, now))
      await withdrawMachine(tx, credential.machineIdentityId, now);
    return;
  }
  const because = await endOf(tx, credential, rotation, now);
  if (because === null) await planLook(tx, credential.id, nextLook(rotation, now));
  else await finishRotation(tx, credential, rotation, because, byClock('credentials.rotated', now));
}

async function endOf(
  tx: Tx,
  { id }: Credential,
  rotation: { readonly overlapEndsAt: Date; readonly fromVersion: number; readonly toVersion: number },
  now: Date,
): Promise<RotationEnd | null> {
  if (rotation.overlapEndsAt <= now) return 'OVERLAP_ENDED';
  const consumers = (await listConsumersOf(tx, [id])).get(id) ?? [];
  return measureDrain(consumers, rotation, now).drained ? 'DRAINED' : null;
}

function byClock(code: CredentialsCode, at: Date): Why {
  return { by: SYSTEM_CLOCK, at, code, note: null };
}
