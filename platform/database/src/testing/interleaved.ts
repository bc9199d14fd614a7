import { sql } from 'kysely';
import type { Database } from '../types.js';

/**
 * Resolves when so many transactions of this database, on a server, wait for locks of others. They wait for as long as those
 * hold them, so it is no question of time.
 */
export async function untilWaiting<Tables>(
  database: Pick<Database<Tables>, 'inSystem'>,
  transactions: number,
): Promise<void> {
  const waiting = sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`;
  const count = () => database.inSystem('feed', async (tx) => (await waiting.execute(tx)).rows[0]?.count);
  while ((await count()) !== transactions) await new Promise((resolve) => setTimeout(resolve, 5));
}
