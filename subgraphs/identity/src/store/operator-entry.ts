import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { IdentityTables } from './tables.js';

export interface OperatorEntry {
  readonly at: Date;
  readonly personId: string;
  readonly duty: string;
  readonly reason: string;
  readonly requestId: string;
}

/** The visit with its reason, in the log of the tenant that is entered, not in the operator's own. Answers its id. */
export async function insertOperatorEntry(
  tx: TenantTransaction<IdentityTables>,
  { at, personId, duty, reason, requestId }: OperatorEntry,
): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('operator_entry')
    .values({ id, at, person_id: personId, duty, reason, request_id: requestId })
    .execute();
  return id;
}
