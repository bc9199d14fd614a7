import { sql, type TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { toColumns, toMachineIdentity } from './machine-identity-row.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export async function insertMachineIdentity(
  tx: Tx,
  identity: MachineIdentity,
  runtimeIds: readonly string[],
): Promise<void> {
  await tx.insertInto('machine_identity').values(toColumns(identity)).execute();
  if (runtimeIds.length === 0) return;
  const links = runtimeIds.map((id) => ({ machine_identity_id: identity.id, runtime_id: id }));
  await tx.insertInto('machine_identity_runtime').values(links).execute();
}

export async function findMachineIdentity(tx: Tx, id: string): Promise<MachineIdentity | null> {
  const [found] = await listMachineIdentitiesById(tx, [id]);
  return found ?? null;
}

/** The machine that a credential proves. There is none without. */
export async function findMachineIdentityOf(
  tx: Tx,
  { machineIdentityId }: { readonly machineIdentityId: string },
): Promise<MachineIdentity> {
  const identity = await findMachineIdentity(tx, machineIdentityId);
  if (identity === null) throw new Error('A credential is without its machine identity.');
  return identity;
}

/** Locks the row, so that two changes of one identity are decided one after the other. */
export async function lockMachineIdentity(tx: Tx, id: string): Promise<MachineIdentity | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('machine_identity').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toMachineIdentity(row);
}

export async function listMachineIdentitiesById(tx: Tx, ids: readonly string[]): Promise<readonly MachineIdentity[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await tx.selectFrom('machine_identity').selectAll().where('id', 'in', wanted).execute();
  return rows.map(toMachineIdentity);
}

/** Locks them in the order of their ids, so that two who lock several never wait for each other. */
export async function lockMachineIdentities(tx: Tx, ids: readonly string[]): Promise<readonly MachineIdentity[]> {
  if (ids.length === 0) return [];
  const wanted = tx
    .selectFrom('machine_identity')
    .selectAll()
    .where('id', 'in', [...ids]);
  return (await wanted.orderBy('id').forUpdate().execute()).map(toMachineIdentity);
}

/** Counts a change of something that stands in another table. States are moved by `moveIdentity` alone. */
export async function countIdentityChange(tx: Tx, identity: MachineIdentity): Promise<MachineIdentity> {
  const changed = { ...identity, version: identity.version + 1 };
  await tx.updateTable('machine_identity').set({ version: changed.version }).where('id', '=', identity.id).execute();
  return changed;
}

/** What gateways report of uses that their caches served. Counters only grow, and the newest use wins. */
export async function addMachineUses(
  tx: Tx,
  id: string,
  use: { readonly count: number; readonly lastAt: Date; readonly address: string | null },
): Promise<void> {
  await tx
    .updateTable('machine_identity')
    .set({
      uses: sql`uses + ${use.count}`,
      last_used_at: sql`greatest(last_used_at, ${use.lastAt}::timestamptz)`,
      last_used_address: sql`case when last_used_at > ${use.lastAt} then last_used_address else ${use.address} end`,
    })
    .where('id', '=', id)
    .execute();
}

/** When these machines were last seen, and how often. */
export async function listMachineUses(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly uses: string; readonly at: Date | null; readonly address: string | null }>> {
  const rows = await tx
    .selectFrom('machine_identity')
    .select(['id', 'uses', 'last_used_at', 'last_used_address'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, { uses: row.uses, at: row.last_used_at, address: row.last_used_address }]));
}
