import type { Actor, Reason } from '@bailiwick/decision';
import { sql, type TenantTransaction } from '@bailiwick/database';
import type { AuditEntry } from './audit.js';
import type { RequestStep } from './request-step.js';

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly kind: AuditEntry['kind'];
  readonly effect: AuditEntry['effect'];
  readonly action: string | null;
  readonly mutation: string | null;
  readonly target_type: string | null;
  readonly target_id: string | null;
  readonly actors: unknown;
  readonly reason: unknown;
  readonly reason_code: string | null;
  readonly decision_id: string | null;
  readonly request_id: string;
  readonly txn: string | null;
}

const OUTCOMES = { ALLOW: 'ALLOWED', DENY: 'DENIED', FAIL: 'FAILED' } as const;

/** What the audit log has of a request, or of all that came with one token, in the order in which it was written. */
export async function listAuditSteps<Tables>(
  tx: TenantTransaction<Tables>,
  id: string,
  limit: number,
): Promise<readonly RequestStep[]> {
  const { rows } = await sql<Row>`
    select id, at, kind, effect, action, mutation, target_type, target_id, actors, reason, reason_code, decision_id, request_id, txn
    from audit_entry where request_id = ${id} or txn = ${id} order by position limit ${limit}
  `.execute(tx);
  return rows.map(toStep);
}

function toStep(row: Row): RequestStep {
  const { id, at, kind, action, target_type: type, target_id: targetId } = row;
  return {
    ...{ id, at, kind, action, links: [] },
    outcome: OUTCOMES[row.effect],
    field: kind === 'EXCHANGE' ? null : row.mutation,
    target: type === null || targetId === null ? null : { type, id: targetId },
    actors: row.actors as readonly Actor[], // written by keepAuditEntries
    reason: row.reason as Reason | null, // written by keepAuditEntries
    decisionId: row.decision_id,
    errorCode: kind === 'FAILURE' ? row.reason_code : null,
    requestId: row.request_id,
    txn: row.txn,
  };
}
