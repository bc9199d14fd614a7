import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { ShownInstance } from '../domain/proof-kind.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export async function findInstance(tx: Tx, id: string): Promise<ShownInstance | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('runtime_instance').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toInstance(row);
}

/** The instance that has this key, among the runtimes that the caller may be in first, then anywhere in the tenant. */
export async function findInstanceOfKey(
  tx: Tx,
  keyThumbprint: string,
  runtimeIds: readonly string[],
): Promise<ShownInstance | null> {
  const rows = await tx
    .selectFrom('runtime_instance')
    .selectAll()
    .where('key_thumbprint', '=', keyThumbprint)
    .execute();
  const row = rows.find((each) => runtimeIds.includes(each.runtime_id)) ?? rows[0];
  return row === undefined ? null : toInstance(row);
}

/** The key of a workload that its runtime has just vouched for, from now on known as one of that runtime's instances. */
export async function keepInstance(tx: Tx, runtimeId: string, keyThumbprint: string, now: Date): Promise<void> {
  await tx
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
    .execute();
}

function toInstance(row: {
  readonly id: string;
  readonly runtime_id: string;
  readonly key_thumbprint: string;
  readonly locked: boolean;
}): ShownInstance {
  const { id, runtime_id: runtimeId, key_thumbprint: keyThumbprint, locked } = row;
  return { id, runtimeId, keyThumbprint, locked, isSuperseded: false };
}
