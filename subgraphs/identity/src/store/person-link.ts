import type { TenantTransaction } from '@bailiwick/database';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

/** The person behind a subject, as this tenant linked it. */
export async function findLinkedPerson(tx: Tx, subjectHash: string): Promise<string | null> {
  const row = await tx
    .selectFrom('person_link')
    .select('person_id')
    .where('subject_hash', '=', subjectHash)
    .executeTakeFirst();
  return row?.person_id ?? null;
}

/** A link is made once and never points at somebody else later. */
export async function insertLink(
  tx: Tx,
  link: { readonly subjectHash: string; readonly personId: string; readonly issuer: string; readonly linkedAt: Date },
): Promise<void> {
  await tx
    .insertInto('person_link')
    .values({ subject_hash: link.subjectHash, person_id: link.personId, issuer: link.issuer, linked_at: link.linkedAt })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'subject_hash']).doNothing())
    .execute();
}
