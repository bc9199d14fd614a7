import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import type { Owner } from '../domain/owner.js';
import type { OwnershipChange, PendingOwner } from '../domain/transfer.js';
import { ownerColumns } from './machine-identity-row.js';
import { asJson, readActor } from './stored-json.js';
import { pendingAsJson, readOwner, readOwnerOrNone, readPending } from './stored-owner.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Appended, never changed: who answered for a machine when. */
export async function insertOwnershipChange(tx: Tx, machineIdentityId: string, change: OwnershipChange): Promise<void> {
  const { from, to, by, at, note } = change;
  await tx
    .insertInto('ownership_change')
    .values({
      machine_identity_id: machineIdentityId,
      from_owner: from === null ? null : asJson(from),
      to_owner: asJson(to),
      by_actor: asJson(by),
      at,
      note,
    })
    .execute();
}

/** The declaration is the first row of a machine's history. */
export function insertDeclaration(tx: Tx, { id, owner, createdBy, createdAt }: MachineIdentity): Promise<void> {
  return insertOwnershipChange(tx, id, { from: null, to: owner, by: createdBy, at: createdAt, note: 'Declared.' });
}

/** Each machine's owners so far, the newest first. */
export async function listOwnershipChanges(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnershipChange[]>> {
  const { rows } = await sql<Selectable<CredentialsTables['ownership_change']>>`
    select change.* from unnest(${[...ids]}::uuid[]) as wanted (id) cross join lateral (
      select * from ownership_change where machine_identity_id = wanted.id order by position desc) as change`.execute(
    tx,
  );
  const found = new Map<string, OwnershipChange[]>();
  for (const row of rows) {
    const owners = { from: readOwnerOrNone(row.from_owner), to: readOwner(row.to_owner) };
    const change = { ...owners, by: readActor(row.by_actor), at: row.at, note: row.note };
    found.set(row.machine_identity_id, [...(found.get(row.machine_identity_id) ?? []), change]);
  }
  return found;
}

/** To whom each of these machines is offered. */
export async function listPendingOwners(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, PendingOwner>> {
  const rows = await tx
    .selectFrom('machine_identity')
    .select(['id', 'pending_owner'])
    .where('id', 'in', [...ids])
    .where('pending_owner', 'is not', null)
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const pending = readPending(row.pending_owner);
      return pending === null ? [] : [[row.id, pending] as const];
    }),
  );
}

export async function replacePendingOwner(tx: Tx, machineIdentityId: string, offer: PendingOwner): Promise<void> {
  await tx
    .updateTable('machine_identity')
    .set({ pending_owner: pendingAsJson(offer) })
    .where('id', '=', machineIdentityId)
    .execute();
}

/** The offer is accepted, or was none: either way nothing waits any more. */
export async function replaceOwner(tx: Tx, machineIdentityId: string, owner: Owner): Promise<void> {
  await tx
    .updateTable('machine_identity')
    .set({ ...ownerColumns(owner), pending_owner: null })
    .where('id', '=', machineIdentityId)
    .execute();
}
