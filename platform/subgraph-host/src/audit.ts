import { randomUUID } from 'node:crypto';
import type { Actor, Reason } from '@bailiwick/decision';
import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Resource } from './session.js';

/** One line of a domain's own log: what was done, or was not. It never holds an input, a secret or a message of an error. */
export interface AuditEntry {
  readonly at: Date;
  readonly kind: 'EXCHANGE' | 'REFUSAL' | 'CHANGE' | 'FAILURE';
  readonly effect: 'ALLOW' | 'DENY' | 'FAIL';
  /** Null when a failure came before one was known. */
  readonly action: string | null;
  readonly resource: Resource | null;
  /** The field of the graph, or `tokenExchange`. */
  readonly mutation: string | null;
  readonly actors: readonly Actor[];
  readonly reason: Reason | null;
  /** What the client was told, where nobody decided. */
  readonly errorCode: string | null;
  readonly requestId: string;
  readonly txn: string | null;
}

/** Appended in one statement, however many. The tenant role may add to this table and nothing else. */
export async function keepAuditEntries<Tables>(
  tx: TenantTransaction<Tables>,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await sql`
    insert into audit_entry (id, at, kind, effect, action, mutation, target_type, target_id, actors, reason, reason_code, request_id, txn)
    select id, at, kind, effect, action, mutation, target_type, target_id, actors, reason, reason_code, request_id, txn
    from jsonb_to_recordset(${JSON.stringify(entries.map(toRow))}::text::jsonb) as entry (
      id uuid, at timestamptz, kind text, effect text, action text, mutation text, target_type text, target_id text,
      actors jsonb, reason jsonb, reason_code text, request_id text, txn text)
  `.execute(tx);
}

function toRow({
  at,
  kind,
  effect,
  action,
  resource,
  mutation,
  actors,
  reason,
  errorCode,
  requestId,
  txn,
}: AuditEntry) {
  return {
    ...{ id: randomUUID(), at, kind, effect, action, mutation, actors, txn },
    target_type: resource?.type ?? null,
    target_id: resource?.id ?? null,
    reason,
    reason_code: reason?.code ?? errorCode,
    request_id: requestId,
  };
}
