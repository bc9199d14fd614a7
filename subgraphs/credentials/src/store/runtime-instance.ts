import { randomUUID } from 'node:crypto';
import type { Selectable, TenantTransaction } from '@bailiwick/database';
import type { ShownInstance } from '../domain/proof-kind.js';
import { generationOf, isSuperseded, type RuntimeProcess } from '../domain/runtime-process.js';
import { findSuccession, keepProcess } from './runtime-process.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export async function findInstance(tx: Tx, id: string): Promise<ShownInstance | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('runtime_instance').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toInstance(row);
}

/**
 * The instance that has this key, among the runtimes that the caller may be in first, then anywhere in the tenant. Whoever shows
 * the key alone is not asked which process it is: a token lives on for minutes while its process is replaced.
 */
export async function findInstanceOfKey(
  tx: Tx,
  keyThumbprint: string,
  runtimeIds: readonly string[],
): Promise<ShownInstance | null> {
  const rows = await ofKey(tx, keyThumbprint).execute();
  const row = chosen(rows, runtimeIds);
  return row === null ? null : toInstance(row);
}

/**
 * The same for a process that has just been vouched for. Locks the key's instances, so that two who come at once are judged one
 * after the other, each by what the other has left.
 */
export async function lockInstanceOfKey(
  tx: Tx,
  keyThumbprint: string,
  runtimeIds: readonly string[],
  process: RuntimeProcess,
): Promise<ShownInstance | null> {
  const row = chosen(await ofKey(tx, keyThumbprint).orderBy('id').forUpdate().execute(), runtimeIds);
  return row === null ? null : toInstance(row, isSuperseded(await findSuccession(tx, row, process)));
}

/**
 * The key of a workload that its runtime has just vouched for, from now on known as one of that runtime's instances. False when
 * somebody else came first with a key that nobody had when it was looked for, and it must be looked at again.
 */
export async function keepInstance(
  tx: Tx,
  runtimeId: string,
  keyThumbprint: string,
  process: RuntimeProcess | null,
  now: Date,
): Promise<boolean> {
  const instance = await tx
    .insertInto('runtime_instance')
    .values({
      id: randomUUID(),
      runtime_id: runtimeId,
      key_thumbprint: keyThumbprint,
      first_seen: now,
      last_seen: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'key_thumbprint', 'runtime_id']).doUpdateSet({ last_seen: now }),
    )
    .returning(['id', 'generation', 'locked'])
    .executeTakeFirstOrThrow();
  if (instance.locked) return false;
  if (process === null) return true;
  const succession = await findSuccession(tx, instance, process);
  if (isSuperseded(succession)) return false;
  await keepProcess(tx, instance.id, process, generationOf(succession), now);
  return true;
}

type Row = Selectable<CredentialsTables['runtime_instance']>;

function ofKey(tx: Tx, keyThumbprint: string) {
  return tx.selectFrom('runtime_instance').selectAll().where('key_thumbprint', '=', keyThumbprint);
}

function chosen(rows: readonly Row[], runtimeIds: readonly string[]): Row | null {
  return rows.find((each) => runtimeIds.includes(each.runtime_id)) ?? rows[0] ?? null;
}

function toInstance(row: Row, isCopy = false): ShownInstance {
  const { id, runtime_id: runtimeId, key_thumbprint: keyThumbprint, locked } = row;
  return { id, runtimeId, keyThumbprint, locked, isSuperseded: isCopy };
}
