import { sql, type TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** The version goes on until then, beside its successor. */
export async function replaceVersionRetiring(tx: Tx, credentialId: string, number: number, until: Date): Promise<void> {
  await tx
    .updateTable('credential_version')
    .set({ state: 'RETIRING', overlap_ends_at: until })
    .where('credential_id', '=', credentialId)
    .where('number', '=', number)
    .where('state', 'in', ['STAGED', 'ACTIVE', 'RETIRING'])
    .execute();
}

/** A second person agreed: what waited is a version like any other. */
export async function replaceVersionStaged(tx: Tx, credentialId: string, number: number): Promise<void> {
  await tx
    .updateTable('credential_version')
    .set({ state: 'STAGED' })
    .where('credential_id', '=', credentialId)
    .where('number', '=', number)
    .where('state', '=', 'PENDING_APPROVAL')
    .execute();
}

/** Every version older than this one ends. */
export async function replaceVersionsRetiredBefore(tx: Tx, credentialId: string, number: number, at: Date) {
  await tx
    .updateTable('credential_version')
    .set({ state: 'RETIRED', retired_at: at })
    .where('credential_id', '=', credentialId)
    .where('number', '<', number)
    .where('state', 'in', ['STAGED', 'ACTIVE', 'RETIRING'])
    .execute();
}

/** All that is accepted ends then; what ends sooner already, ends as planned. */
export async function replaceVersionsEnding(tx: Tx, credentialId: string, until: Date, now: Date): Promise<void> {
  await sql`
    update credential_version set
      state = case when least(overlap_ends_at, ${until}::timestamptz) <= ${now} then 'RETIRED' else 'RETIRING' end,
      retired_at = case when least(overlap_ends_at, ${until}::timestamptz) <= ${now} then ${now}::timestamptz end,
      overlap_ends_at = least(overlap_ends_at, ${until}::timestamptz)
    where credential_id = ${credentialId} and state in ('STAGED', 'ACTIVE', 'RETIRING')`.execute(tx);
}

/** Those whose overlap is over. Answers whether there were any. */
export async function replaceVersionsOverdue(tx: Tx, credentialId: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update credential_version set state = 'RETIRED', retired_at = ${now}
    where credential_id = ${credentialId} and state = 'RETIRING' and overlap_ends_at <= ${now} returning number`.execute(
    tx,
  );
  return rows.length > 0;
}

export async function replaceVersionRevoked(tx: Tx, credentialId: string, number: number): Promise<void> {
  await tx
    .updateTable('credential_version')
    .set({ state: 'REVOKED' })
    .where('credential_id', '=', credentialId)
    .where('number', '=', number)
    .execute();
}

/** The rotation did not happen: the version is what its uses say, and ends when it would have ended without. */
export async function replaceVersionKept(
  tx: Tx,
  credentialId: string,
  number: number,
  until: Date | null,
): Promise<void> {
  await sql`
    update credential_version set overlap_ends_at = ${until},
      state = case when ${until}::timestamptz is not null then 'RETIRING' when uses > 0 then 'ACTIVE' else 'STAGED' end
    where credential_id = ${credentialId} and number = ${number} and state = 'RETIRING'`.execute(tx);
}
