import type { TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import type { Review } from '../domain/review.js';
import type { CredentialsTables } from './tables.js';
import { noteOnIdentity, type Why } from './transition.js';

/** Another date to ask again, or the end. Nothing moves, and who said so is on record all the same. */
export async function replaceReview(
  tx: TenantTransaction<CredentialsTables>,
  identity: MachineIdentity,
  { reviewDueAt, endsAt }: Review,
  why: Why,
): Promise<MachineIdentity> {
  const responsibility = { ...identity.responsibility, reviewDueAt, endsAt };
  await tx
    .updateTable('machine_identity')
    .set({ review_due_at: reviewDueAt, ends_at: endsAt })
    .where('id', '=', identity.id)
    .execute();
  return noteOnIdentity(tx, { ...identity, responsibility }, why);
}
