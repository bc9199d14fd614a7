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

/** In the log of the tenant that is entered, not in the operator's own. */
export async function insertOperatorEntry(tx: TenantTransaction<IdentityTables>, entry: OperatorEntry): Promise<void> {
  const { at, personId, duty, reason, requestId } = entry;
  await tx
    .insertInto('operator_entry')
    .values({ id: randomUUID(), at, person_id: personId, duty, reason, request_id: requestId })
    .execute();
}
