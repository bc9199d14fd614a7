import { sql, type TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from './tables.js';

interface OwnerFact {
  readonly assignmentId: string;
  readonly personId: string;
  readonly expiresAt: string | null;
  readonly ended: boolean;
  readonly version: number;
}

/** Changes nothing when what is stored is newer. */
export async function replaceOwnerFact(tx: TenantTransaction<CredentialsTables>, fact: OwnerFact): Promise<void> {
  const { assignmentId, personId, expiresAt, ended, version } = fact;
  await sql`
    insert into owner_fact as mine (assignment_id, person_id, expires_at, ended, version)
    values (${assignmentId}, ${personId}, ${expiresAt}::timestamptz, ${ended}, ${version})
    on conflict (tenant_id, assignment_id) do update set person_id = excluded.person_id, expires_at = excluded.expires_at,
      ended = excluded.ended, version = excluded.version
    where mine.version < excluded.version`.execute(tx);
}
