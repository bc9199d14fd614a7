import { sql, type TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from '../src/store/tables.js';
import type { World } from './world.js';

type Tx = TenantTransaction<CredentialsTables>;

/** A transaction that has done `work` and stays open until it is let go. */
export async function held(world: World, work: (tx: Tx) => Promise<unknown>): Promise<() => Promise<void>> {
  const letGo = { now: (): void => undefined };
  const isLetGo = new Promise<void>((resolve) => (letGo.now = resolve));
  const done = { now: (): void => undefined };
  const isDone = new Promise<void>((resolve) => (done.now = resolve));
  const transaction = world.database.inTenant(world.tenantId, async (tx) => {
    await work(tx);
    done.now();
    await isLetGo;
  });
  await Promise.race([isDone, transaction]);
  return () => {
    letGo.now();
    return transaction;
  };
}

/** Resolves when so many transactions of this database wait for locks of others. They wait, so it is no question of time. */
export async function untilWaiting(world: World, transactions: number): Promise<void> {
  const waiting = sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`;
  const count = () => world.database.inTenant(world.tenantId, async (tx) => (await waiting.execute(tx)).rows[0]?.count);
  while ((await count()) !== transactions) await new Promise((resolve) => setTimeout(resolve, 5));
}
