import type { Actor } from '@bailiwick/decision';
import type { GraceOrder } from '../domain/grace-extension.js';
import type { BillingTransaction } from './tables.js';

/** Keeps the exception with who made it and why. Nothing changes or deletes one. */
export async function insertGraceExtension(
  tx: BillingTransaction,
  id: string,
  { subscription, overdueSince, until, justification }: GraceOrder,
  grantedBy: readonly Actor[],
  now: Date,
): Promise<void> {
  await tx
    .insertInto('grace_extension')
    .values({
      id,
      subscription_id: subscription.id,
      overdue_since: overdueSince,
      extended_until: until,
      justification,
      granted_by: JSON.stringify(grantedBy),
      granted_at: now,
    })
    .execute();
}
