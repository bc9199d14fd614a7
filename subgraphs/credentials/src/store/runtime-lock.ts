import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { RuntimeInstance } from '../domain/runtime-lock.js';
import type { Runtime, RuntimeState } from '../domain/runtime.js';
import { withdrawMachine } from './emitted.js';
import { toRuntime } from './runtime.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';
import { insertTransition, type Why } from './transition.js';

type Tx = TenantTransaction<CredentialsTables>;

const LISTED_MAX = 100;

export async function lockRuntime(tx: Tx, id: string): Promise<Runtime | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('runtime').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toRuntime(row);
}

export async function lockInstance(tx: Tx, id: string): Promise<RuntimeInstance | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('runtime_instance').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toInstance(row);
}

/** Each runtime's processes, the last seen first. */
export async function listInstancesOf(
  tx: Tx,
  runtimeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RuntimeInstance[]>> {
  const rows = await tx
    .selectFrom('runtime_instance')
    .selectAll()
    .where('runtime_id', 'in', [...runtimeIds])
    .orderBy('last_seen', 'desc')
    .orderBy('id')
    .limit(LISTED_MAX * runtimeIds.length)
    .execute();
  const all = rows.map(toInstance);
  return new Map(runtimeIds.map((id) => [id, all.filter(({ runtimeId }) => runtimeId === id).slice(0, LISTED_MAX)]));
}

/** Recorded with the moves of credentials and machines: who, when, why. */
export async function replaceRuntimeState(tx: Tx, runtime: Runtime, to: RuntimeState, why: Why): Promise<void> {
  await tx
    .updateTable('runtime')
    .set({
      ...{ state: to, state_since: why.at, version: runtime.version + 1 },
      lock_reason: to === 'LOCKED' ? why.note : null,
    })
    .where('id', '=', runtime.id)
    .execute();
  await insertTransition(tx, { type: 'runtime', id: runtime.id }, runtime.state, to, why);
}

export async function replaceInstanceLock(tx: Tx, instance: RuntimeInstance, locked: boolean, why: Why): Promise<void> {
  await tx
    .updateTable('runtime_instance')
    .set({ locked, lock_reason: locked ? why.note : null })
    .where('id', '=', instance.id)
    .execute();
  const target = { type: 'runtime_instance', id: instance.id };
  await (locked
    ? insertTransition(tx, target, 'ACTIVE', 'LOCKED', why)
    : insertTransition(tx, target, 'LOCKED', 'ACTIVE', why));
}

/** Gateways stop using what was minted for machines with a credential that may be used from there. */
export async function withdrawMachinesBoundTo(tx: Tx, runtimeId: string, now: Date): Promise<void> {
  for (const machineId of await listMachinesBoundTo(tx, runtimeId)) await withdrawMachine(tx, machineId, now);
}

/** The machines with a credential that may be used from there. */
export async function listMachinesBoundTo(tx: Tx, runtimeId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct machine_identity_id as id from credential
    where runtime_ids @> array[${runtimeId}]::uuid[] and state not in ('REVOKED', 'COMPROMISED', 'EXPIRED')`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** The issuer vouches for no workload any more. Answers in how many runtimes it did. */
export async function replaceAttestorsWithout(tx: Tx, issuer: string): Promise<number> {
  const { rows } = await sql`
    update runtime set version = version + 1, attestors = coalesce(
      (select jsonb_agg(attestor) from jsonb_array_elements(attestors) attestor where attestor ->> 'issuer' <> ${issuer}), '[]'::jsonb)
    where exists (select from jsonb_array_elements(attestors) attestor where attestor ->> 'issuer' = ${issuer}) returning id`.execute(
    tx,
  );
  return rows.length;
}

function toInstance(row: Selectable<CredentialsTables['runtime_instance']>): RuntimeInstance {
  const { id, runtime_id: runtimeId, key_thumbprint: keyThumbprint, generation, locked, lock_reason: lockReason } = row;
  return {
    id,
    runtimeId,
    keyThumbprint,
    generation,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    locked,
    lockReason,
  };
}
