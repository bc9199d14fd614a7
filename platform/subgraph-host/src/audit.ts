import { randomUUID } from 'node:crypto';
import type { Actor } from '@bailiwick/decision';
import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Resource } from './session.js';

interface AuditedChange {
  readonly action: string;
  readonly resource: Resource | null;
  readonly mutation: string;
  readonly actors: readonly Actor[];
  readonly now: Date;
  readonly requestId: string;
}

/** Who changed what, kept in the change's own transaction. The tenant role may add to this table and nothing else. */
export async function keepAuditEntry<Tables>(tx: TenantTransaction<Tables>, change: AuditedChange): Promise<void> {
  await sql`
    insert into audit_entry (id, at, actors, action, mutation, target_type, target_id, effect, request_id)
    values (${randomUUID()}, ${change.now}, ${JSON.stringify(change.actors)}::jsonb, ${change.action}, ${change.mutation},
            ${change.resource?.type ?? null}, ${change.resource?.id ?? null}, 'ALLOW', ${change.requestId})
  `.execute(tx);
}
