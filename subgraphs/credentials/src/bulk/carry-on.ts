import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import { PART } from '../domain/bulk.js';
import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { decideIdentityRevocation } from '../domain/revocation.js';
import { replaceProgress, type Bulk } from '../store/bulk.js';
import { lockCredentialsOfIdentities } from '../store/credential.js';
import { emitMachineIdentity, withdrawMachine } from '../store/emitted.js';
import { endCredentials, withdrawMachinesOf } from '../store/end-credentials.js';
import { forceRotation } from '../store/force-rotation.js';
import { countIdentityChange } from '../store/machine-identity.js';
import { insertRevocation, lockEpoch, takeEpoch } from '../store/revocation.js';
import { isOfIdentities, lockSelectedCredentials, lockSelectedIdentities } from '../store/selection.js';
import type { CredentialsTables } from '../store/tables.js';
import { moveIdentity, type Why } from '../store/transition.js';

type Tx = TenantTransaction<CredentialsTables>;

interface Part {
  readonly changed: number;
  /** Machine identities or credentials that were not ended already. */
  readonly reached: number;
  readonly looked: number;
  readonly lastId: string | null;
}

/** The next part of a bulk operation. Where it stopped is written with what it changed, so nothing is done twice or left out. */
export async function carryOn(tx: Tx, bulk: Bulk, now: Date): Promise<Bulk & Pick<Part, 'reached'>> {
  // What was begun by `revoke` has its epoch already.
  if (bulk.kind === 'REVOKE' && bulk.revocationId === null) await lockEpoch(tx);
  const part = await (isOfIdentities(bulk.selection) ? endIdentities : changeCredentials)(tx, bulk, now);
  const finishedAt = part.looked < PART ? now : null;
  const further = { ...bulk, changed: bulk.changed + part.changed, afterId: part.lastId ?? bulk.afterId, finishedAt };
  await replaceProgress(tx, further, now);
  return { ...further, reached: part.reached };
}

async function changeCredentials(tx: Tx, bulk: Bulk, now: Date): Promise<Part> {
  if (isOfIdentities(bulk.selection)) throw new Error('These are machine identities.');
  const credentials = await lockSelectedCredentials(tx, bulk, bulk.startedAt, bulk.afterId, PART);
  const looked = credentials.length;
  const changed = await (bulk.kind === 'REVOKE' ? revokeAll : forceEach)(tx, bulk, credentials, now);
  return { changed, reached: looked, looked, lastId: credentials.at(-1)?.id ?? null };
}

async function revokeAll(tx: Tx, bulk: Bulk, credentials: readonly Credential[], now: Date): Promise<number> {
  await revokeEach(tx, bulk, credentials, now);
  await withdrawMachinesOf(tx, credentials, now);
  return credentials.length;
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

/** Answers how many there were whose secrets end: what has ended, or has none, is left as it is. */
async function forceEach(tx: Tx, bulk: Bulk, credentials: readonly Credential[], now: Date): Promise<number> {
  const why = whyOf(bulk, 'credentials.begin_rotation', now);
  let forced = 0;
  for (const credential of credentials) {
    const after = await forceRotation(tx, credential, { overlapEndsAt: bulk.overlapEndsAt, pending: 'ENDS', why });
    if (after.version !== credential.version) forced += 1;
  }
  return forced;
}

async function endIdentities(tx: Tx, bulk: Bulk, now: Date): Promise<Part> {
  if (!isOfIdentities(bulk.selection)) throw new Error('These are credentials.');
  const identities = await lockSelectedIdentities(tx, bulk.selection, bulk.afterId, PART);
  const all = await lockCredentialsOfIdentities(
    tx,
    identities.map(({ id }) => id),
  );
  const ended: number[] = [];
  for (const identity of identities) {
    const theirs = all.filter(({ machineIdentityId }) => machineIdentityId === identity.id);
    const credentials = await endIdentity(tx, bulk, identity, theirs, now);
    if (credentials !== null) ended.push(credentials);
  }
  const changed = ended.reduce((sum, credentials) => sum + credentials, 0);
  return { changed, reached: ended.length, looked: identities.length, lastId: identities.at(-1)?.id ?? null };
}

/** All that proves it ends, and it is suspended. What had ended before is passed over. Answers how many credentials ended, null where the machine had. */
async function endIdentity(
  tx: Tx,
  bulk: Bulk,
  identity: MachineIdentity,
  credentials: readonly Credential[],
  now: Date,
): Promise<number | null> {
  const decision = decideIdentityRevocation(identity, credentials, bulk.note);
  if (!decision.allowed) return null;
  const { credentialIds, stateOfIdentity } = decision.value;
  const open = credentials.filter(({ id }) => credentialIds.includes(id));
  await endCredentials(tx, open, 'REVOKED', bulk.revocationId ?? bulk.id, whyOf(bulk, 'credentials.revoked', now));
  if (stateOfIdentity === identity.state) {
    await emitMachineIdentity(tx, await countIdentityChange(tx, identity));
    await withdrawMachine(tx, identity.id, now);
  } else await moveIdentity(tx, identity, stateOfIdentity, whyOf(bulk, 'credentials.identity_revoked', now));
  return open.length;
}

function whyOf({ by, note }: Bulk, code: Why['code'], at: Date): Why {
  return { by, at, code, note };
}
