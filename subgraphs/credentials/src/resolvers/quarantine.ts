import { orRefuse } from '@bailiwick/decision';
import { decideQuarantine, decideRelease } from '../domain/quarantine.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { readAnswerable } from '../store/answerable.js';
import { emitMachineIdentity } from '../store/emitted.js';
import { deleteApprovals, insertApproval, listApprovals } from '../store/identity-approval.js';
import { countIdentityChange } from '../store/machine-identity.js';
import { quarantine } from '../store/quarantine.js';
import { moveIdentity } from '../store/transition.js';
import { personOf, whyOf, type CredentialsSession, type Tx } from './context.js';
import { identityChange, type IdentityReasonInput } from './identity-lifecycle.js';

async function stop(
  tx: Tx,
  identity: MachineIdentity,
  { reason, expectedVersion }: IdentityReasonInput,
  session: CredentialsSession,
): Promise<void> {
  orRefuse(decideQuarantine(identity, reason, expectedVersion));
  await quarantine(tx, identity, whyOf(session, 'credentials.quarantined', reason));
}

/** The first steward's request is kept until a second one asks too; only then does anything move. */
async function release(
  tx: Tx,
  identity: MachineIdentity,
  { reason, expectedVersion }: IdentityReasonInput,
  session: CredentialsSession,
): Promise<void> {
  const askedBy = (await listApprovals(tx, identity.id)).map((approval) => approval.personId);
  const personId = personOf(session);
  const facts = { ...(await readAnswerable(tx, identity)), personId, askedBy };
  const outcome = orRefuse(decideRelease(identity, facts, reason, expectedVersion, session.now));
  if (outcome === 'RELEASED') {
    await deleteApprovals(tx, identity.id);
    await moveIdentity(tx, identity, 'ACTIVE', whyOf(session, 'credentials.active', reason));
  } else {
    await insertApproval(tx, identity.id, { personId: personId ?? '', at: session.now, note: reason });
    await emitMachineIdentity(tx, await countIdentityChange(tx, identity));
  }
}

export const quarantineResolvers = {
  Mutation: {
    quarantineMachineIdentity: identityChange('credentials.machine.quarantine', stop),
    releaseMachineIdentity: identityChange('credentials.machine.release', release),
  },
};
