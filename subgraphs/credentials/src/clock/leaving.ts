import type { TenantTransaction } from '@bailiwick/database';
import { impactOfLeaving, VOLUNTARY_OVERLAP_HOURS, whatEnds, type OwnerLeftItem } from '../domain/leaving.js';
import { daysAfter, type MachinePolicy } from '../domain/policy.js';
import type { CredentialsCode } from '../domain/reasons.js';
import { lockCredential } from '../store/credential.js';
import { forceRotation } from '../store/force-rotation.js';
import { planGraceEnd } from '../store/identity-dates.js';
import { findDeparture, readLeavingFacts } from '../store/leaving.js';
import { findPolicy } from '../store/machine-policy.js';
import { dropPending, listAliveSeenBy } from '../store/pending-rotation.js';
import { replaceStewards } from '../store/steward.js';
import type { CredentialsTables } from '../store/tables.js';
import { moveIdentity, noteOnIdentity, SYSTEM_CLOCK, type Why } from '../store/transition.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Carries out what `impactOfLeaving` says. Who came back before the second look has not left. */
export async function carryOutLeaving(tx: Tx, personId: string, now: Date): Promise<void> {
  const departure = await findDeparture(tx, personId);
  if (departure === null || !departure.isGone) return;
  const { items, forcedRotations } = impactOfLeaving(await readLeavingFacts(tx, personId, now, true));
  const policy = await findPolicy(tx);
  for (const item of items) await carryOut(tx, item, policy, now);
  const overlapEndsAt = departure.isVoluntary ? daysAfter(now, VOLUNTARY_OVERLAP_HOURS / 24) : null;
  for (const id of forcedRotations) {
    const credential = await lockCredential(tx, id);
    if (credential === null) continue;
    const ends = whatEnds(await listAliveSeenBy(tx, id, personId, now));
    const why = because('credentials.knower_left', now);
    if (ends === 'PENDING') await dropPending(tx, credential, why);
    else await forceRotation(tx, credential, { overlapEndsAt, pending: ends === 'BOTH' ? 'ENDS' : 'WAITS', why });
  }
}

async function carryOut(tx: Tx, item: OwnerLeftItem, policy: MachinePolicy, now: Date): Promise<void> {
  const { identity, outcome, stewards } = item;
  if (outcome === 'COVERED') {
    await replaceStewards(tx, identity.id, stewards, now);
    await noteOnIdentity(tx, identity, because('credentials.covered', now));
  }
  if (outcome === 'GRACE_STARTS') {
    const graceEndsAt = daysAfter(now, policy.ownerGraceDays);
    await moveIdentity(tx, identity, 'OWNER_GRACE', because('credentials.owner_grace', now), graceEndsAt);
    await planGraceEnd(tx, identity.id, graceEndsAt);
  }
  if (outcome === 'ORPHANED_NOW') await moveIdentity(tx, identity, 'ORPHANED', because('credentials.orphaned', now));
}

function because(code: CredentialsCode, at: Date): Why {
  return { by: SYSTEM_CLOCK, at, code, note: null };
}
