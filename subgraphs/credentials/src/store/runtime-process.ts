import type { TenantTransaction } from '@bailiwick/database';
import { PROCESSES_KEPT_MAX, type RuntimeProcess, type Succession } from '../domain/runtime-process.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What came before with the instance's key. Only under the lock of the instance is it still so when it is decided upon. */
export async function findSuccession(
  tx: Tx,
  instance: { readonly id: string; readonly generation: number },
  { issuer, process }: RuntimeProcess,
): Promise<Succession> {
  const rows = await tx
    .selectFrom('runtime_process')
    .select(['issuer', 'process', 'generation'])
    .where('instance_id', '=', instance.id)
    .execute();
  const own = rows.find((row) => row.issuer === issuer && row.process === process)?.generation ?? null;
  return { generation: instance.generation, isKnown: rows.length > 0, own };
}

/** Seen again, or for the first time as the newest; then the oldest beyond the bound is forgotten. */
export async function keepProcess(
  tx: Tx,
  instanceId: string,
  { issuer, process }: RuntimeProcess,
  generation: number,
  now: Date,
): Promise<void> {
  await tx
    .insertInto('runtime_process')
    .values({ instance_id: instanceId, issuer, process, generation, first_seen: now, last_seen: now })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'instance_id', 'issuer', 'process']).doUpdateSet({ last_seen: now }),
    )
    .execute();
  await tx
    .deleteFrom('runtime_process')
    .where('instance_id', '=', instanceId)
    .where('generation', '<=', generation - PROCESSES_KEPT_MAX)
    .execute();
  await tx.updateTable('runtime_instance').set({ generation }).where('id', '=', instanceId).execute();
}
