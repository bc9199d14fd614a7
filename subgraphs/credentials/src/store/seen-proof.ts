import type { TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from './tables.js';

/**
 * True for whoever comes first. The key decides, not a look beforehand: of two that come at once, on whatever replica, the
 * second waits for the first and then finds its row. What is too old to be accepted anyway is forgotten on the way.
 */
export async function insertSeenProof(
  tx: TenantTransaction<CredentialsTables>,
  digest: Buffer,
  expiresAt: Date,
  now: Date,
): Promise<boolean> {
  await tx.deleteFrom('seen_proof').where('expires_at', '<', now).execute();
  const inserted = await tx
    .insertInto('seen_proof')
    .values({ digest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'digest']).doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
