import { sql, type TenantTransaction } from '@bailiwick/database';
import type { AccessTables } from './tables.js';

/** How many hold each role now. */
export async function countHolders(
  tx: TenantTransaction<AccessTables>,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('role_assignment')
    .select(['role', sql<number>`count(*)::integer`.as('holders')])
    .where('ended_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .groupBy('role')
    .execute();
  return new Map(rows.map(({ role, holders }) => [role, holders]));
}
