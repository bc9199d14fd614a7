import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import { PART } from '../domain/bulk.js';
import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { decideIdentityRevocation } from '../domain/revocation.js';
import { replaceProgress, type Bulk } from '../store/bulk.js';
import { lockCredentialsOfIdentity } from '../store/credential.js';
import { emitMachineIdentity, withdrawMachine } from '../store/emitted.js';
import { endCredentials, withdrawMachinesOf } from '../store/end-credentials.js';
import { forceRotation } from '../store/force-rotation.js';
import { countIdentityChange } from '../store/machine-identity.js';
import { insertRevocation, takeEpoch } from '../store/revocation.js';
import { isOfIdentities, lockSelectedCredentials, lockSelectedIdentities } from '../store/selection.js';
import type { CredentialsTables } from '../store/tables.js';
import { moveIdentity, type Why } from '../store/transition.js';

type Tx = TenantTransaction<CredentialsTables>;

interface Part {
  readonly changed: number;
  readonly looked: number;
  readonly lastId: string | null;
}

/** The next part of a bulk operation. Where it stopped is written with what it changed, so nothing is done twice or left out. */
export async function carryOn(tx: Tx, bulk: Bulk, now: Date): Promise<Bulk> {
  const part = await (isOfIdentities(bulk.selection) ? endIdentities : changeCredentials)(tx, bulk, now);
  const finishedAt = part.looked < PART ? now : null;
  const further = { ...bulk, changed: bulk.changed + part.changed, afterId: part.lastId ?? bulk.afterId, finishedAt };
  await replaceProgress(tx, further, now);
  return further;
}

async function changeCredentials(tx: Tx, bulk: Bulk, now: Date): Promise<Part> {
  if (isOfIdentities(bulk.selection)) throw new Error('These are machine identities.');
  const credentials = await lockSelectedCredentials(tx, bulk.selection, bulk.startedAt, bulk.afterId, PART);
  if (bulk.kind === 'REVOKE') {
    await revokeEach(tx, bulk, credentials, now);
    await withdrawMachinesOf(tx, credentials, now);
  } else for (const credential of credentials) await force(tx, bulk, credential, now);
  return { changed: credentials.length, looked: credentials.length, lastId: credentials.at(-1)?.id ?? null };
}

async function revokeEach(tx: Tx, bulk: Bulk, credentials: readonly Credential[], now: Date): Promise<void> {
  if (bulk.revocationId !== null)
    return endCredentials(tx, credentials, 'REVOKED', bulk.revocationId, whyOf(bulk, 'credentials.revoked', now));
  for (const credential of credentials) {
    const id = randomUUID();
    const { note, by, reason } = bulk;
    const revocation = {
      id,
      tenantId: credential.tenantId,
      scope: 'CREDENTIAL',
      targetId: credential.id,
      note,
      by,
    } as const;
    const epoch = await takeEpoch(tx);
    await insertRevocation(tx, { ...revocation, reason: reason ?? 'POLICY', requestedAt: now, epoch });
    await endCredentials(tx, [credential], 'REVOKED', id, whyOf(bulk, 'credentials.revoked', now));
  }
}

async function force(tx: Tx, bulk: Bulk, credential: Credential, now: Date): Promise<void> {
  const why = whyOf(bulk, 'credentials.begin_rotation', now);
  await forceRotation(tx, credential, { overlapEndsAt: bulk.overlapEndsAt, why });
}

async function endIdentities(tx: Tx, bulk: Bulk, now: Date): Promise<Part> {
  if (!isOfIdentities(bulk.selection)) throw new Error('These are credentials.');
  const identities = await lockSelectedIdentities(tx, bulk.selection, bulk.afterId, PART);
  let changed = 0;
  for (const identity of identities) changed += await endIdentity(tx, bulk, identity, now);
  return { changed, looked: identities.length, lastId: identities.at(-1)?.id ?? null };
}

/** All that proves it ends, and it is suspended. What had ended before is passed over. Answers how many credentials ended. */
async function endIdentity(tx: Tx, bulk: Bulk, identity: MachineIdentity, now: Date): Promise<number> {
  const credentials = await lockCredentialsOfIdentity(tx, identity.id);
  const decision = decideIdentityRevocation(identity, credentials, bulk.note);
  if (!decision.allowed) return 0;
  const { credentialIds, stateOfIdentity } = decision.value;
  const open = credentials.filter(({ id }) => credentialIds.includes(id));
  await endCredentials(tx, open, 'REVOKED', bulk.revocationId ?? bulk.id, whyOf(bulk, 'credentials.revoked', now));
  if (stateOfIdentity === identity.state) await emitMachineIdentity(tx, await countIdentityChange(tx, identity));
  else await moveIdentity(tx, identity, stateOfIdentity, whyOf(bulk, 'credentials.identity_revoked', now));
  await withdrawMachine(tx, identity.id, now);
  return open.length;
}

function whyOf({ by, note }: Bulk, code: Why['code'], at: Date): Why {
  return { by, at, code, note };
}
