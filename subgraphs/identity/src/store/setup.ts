import type { TenantTransaction } from '@bailiwick/database';
import type { Setup } from '../domain/setup.js';
import { readActor } from './stored-json.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

/** The tenant's progress; null where the domain does not know the tenant. */
export async function findSetup(tx: Tx): Promise<Setup | null> {
  const head = await tx.selectFrom('platform_setup').select(['version', 'changed_at']).executeTakeFirst();
  return head === undefined ? null : withSteps(tx, head);
}

/** Locks the progress, so that two last steps cannot each believe that the other is still open. */
export async function lockSetup(tx: Tx): Promise<Setup | null> {
  const head = await tx.selectFrom('platform_setup').select(['version', 'changed_at']).forUpdate().executeTakeFirst();
  return head === undefined ? null : withSteps(tx, head);
}

export async function insertSetup(tx: Tx, now: Date): Promise<Setup> {
  await tx.insertInto('platform_setup').values({ version: 1, changed_at: now }).execute();
  return { completed: [], version: 1, changedAt: now };
}

/** Keeps what has been completed; a completed step is never taken back. */
export async function replaceSetup(tx: Tx, setup: Setup): Promise<void> {
  await tx.updateTable('platform_setup').set({ version: setup.version, changed_at: setup.changedAt }).execute();
  const steps = setup.completed.map(({ key, doneAt, doneBy }) => ({
    key,
    done_at: doneAt,
    done_by: JSON.stringify(doneBy),
  }));
  if (steps.length === 0) return;
  await tx
    .insertInto('setup_step')
    .values(steps)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'key']).doNothing())
    .execute();
}

async function withSteps(tx: Tx, head: { readonly version: number; readonly changed_at: Date }): Promise<Setup> {
  const rows = await tx
    .selectFrom('setup_step')
    .select(['key', 'done_at', 'done_by'])
    .orderBy('done_at')
    .orderBy('key')
    .execute();
  const completed = rows.map((row) => ({ key: row.key, doneAt: row.done_at, doneBy: readActor(row.done_by) }));
  return { completed, version: head.version, changedAt: head.changed_at };
}
