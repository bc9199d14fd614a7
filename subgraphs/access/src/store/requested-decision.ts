import type { TenantTransaction } from '@bailiwick/database';
import type { Actor, Principal, Reason } from '@bailiwick/decision';
import type { Resource } from '../domain/check.js';
import type { RuleResult } from '../domain/rule.js';
import type { AccessTables } from './tables.js';

/** A decision as the trace of its request shows it: without the facts that it rested on. */
export interface RequestedDecision {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly resource: Resource | null;
  readonly actors: readonly Actor[];
  readonly canAccess: boolean;
  readonly reason: Reason;
  readonly trace: readonly RuleResult[];
  readonly requestId: string;
  readonly txn: string | null;
}

const COLUMNS = [
  ...(['id', 'evaluated_at', 'action', 'resource_type', 'resource_id', 'subject_kind', 'subject_id'] as const),
  ...(['actors', 'can_access', 'reason', 'trace', 'request_id', 'txn'] as const),
] as const;

/** Of one request, or of all that came with one token, in the order in which they were made. */
export async function listDecisionsOfRequest(
  tx: TenantTransaction<AccessTables>,
  id: string,
  limit: number,
): Promise<readonly RequestedDecision[]> {
  const rows = await tx
    .selectFrom('access_decision')
    .select(COLUMNS)
    .where((its) => its.or([its('request_id', '=', id), its('txn', '=', id)]))
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.evaluated_at,
    action: row.action,
    resource:
      row.resource_type === null || row.resource_id === null ? null : { type: row.resource_type, id: row.resource_id },
    actors: (row.actors as readonly Actor[] | null) ?? [nameless({ kind: row.subject_kind, id: row.subject_id })], // written by insertDecisions
    canAccess: row.can_access,
    reason: row.reason as Reason, // written by insertDecisions
    trace: row.trace as readonly RuleResult[], // written by insertDecisions
    requestId: row.request_id,
    txn: row.txn,
  }));
}

/** Nobody's session: whoever invited, weeks ago; and what was decided before actors were kept. */
function nameless({ kind, id }: Principal): Actor {
  return { kind, id, label: id };
}
