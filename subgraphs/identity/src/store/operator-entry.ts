import { randomUUID } from 'node:crypto';
import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import type { IdentityTables } from './tables.js';

export interface OperatorEntry {
  readonly at: Date;
  readonly personId: string;
  readonly duty: string;
  readonly reason: string;
  readonly requestId: string;
  readonly actors: readonly Actor[];
}

/** In the log of the tenant that is entered, not in the operator's own: the visit with its reason, and an audit entry that names it. */
export async function insertOperatorEntry(tx: TenantTransaction<IdentityTables>, entry: OperatorEntry): Promise<void> {
  const { at, personId, duty, reason, requestId } = entry;
  const id = randomUUID();
  await tx
    .insertInto('operator_entry')
    .values({ id, at, person_id: personId, duty, reason, request_id: requestId })
    .execute();
  await sql`
    insert into audit_entry (id, at, actors, action, mutation, target_type, target_id, effect, request_id)
    values (${randomUUID()}, ${at}, ${JSON.stringify(entry.actors)}::jsonb, 'identity.tenant.enter', 'tokenExchange',
            'operator_entry', ${id}, 'ALLOW', ${requestId})
  `.execute(tx);
}
