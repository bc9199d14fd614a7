import type { TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { hasResponsibilityEnded, isGraceOver, isReviewDue } from '../domain/identity-dates.js';
import type { CredentialsCode } from '../domain/reasons.js';
import { withdrawMachine } from '../store/emitted.js';
import { lockMachineIdentity } from '../store/machine-identity.js';
import type { CredentialsTables } from '../store/tables.js';
import { moveIdentity, noteOnIdentity, SYSTEM_CLOCK } from '../store/transition.js';

type Tx = TenantTransaction<CredentialsTables>;
type Work = (tx: Tx, identity: MachineIdentity, now: Date) => Promise<unknown>;

/** Whoever changed the date since has planned another look: so each one looks whether its day has really come. */
function onItsDay(hasCome: (identity: MachineIdentity, now: Date) => boolean, work: Work) {
  return async (tx: Tx, machineIdentityId: string, now: Date): Promise<void> => {
    const identity = await lockMachineIdentity(tx, machineIdentityId);
    if (identity === null || !hasCome(identity, now)) return;
    await work(tx, identity, now);
  };
}

/** Nothing moves: the chain denies by the date. It is put on record, and the others hear of it. */
function noting(code: CredentialsCode): Work {
  return async (tx, identity, at) => {
    await noteOnIdentity(tx, identity, { by: SYSTEM_CLOCK, at, code, note: null });
    await withdrawMachine(tx, identity.id, at);
  };
}

export const endGrace = onItsDay(isGraceOver, (tx, identity, at) =>
  moveIdentity(tx, identity, 'ORPHANED', { by: SYSTEM_CLOCK, at, code: 'credentials.orphaned', note: null }),
);
export const noteReviewDue = onItsDay(isReviewDue, noting('credentials.review_overdue'));
export const endResponsibility = onItsDay(hasResponsibilityEnded, noting('credentials.responsibility_ended'));
