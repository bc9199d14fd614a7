import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { Actor, Principal, Reason } from '@bailiwick/decision';
import type { Resource } from '../domain/check.js';
import type { RuleResult } from '../domain/rule.js';
import type { AccessTables } from './tables.js';

/** Stands for the action of a scope search, which is about all of them. No domain can declare it. */
export const EVERY_ACTION = '*';

/** One answer as it is kept: whole, with what it rested on. Who may read how much of it is decided when it is read. */
export interface StoredDecision {
  readonly id: string;
  readonly subject: Principal;
  readonly action: string;
  readonly resource: Resource | null;
  readonly requestId: string;
  /** Who acted, and with which token. Null where nobody had a session. */
  readonly actors: readonly Actor[] | null;
  readonly txn: string | null;
  readonly policyVersion: number;
  readonly canAccess: boolean;
  readonly redacted: boolean;
  readonly reason: Reason;
  readonly trace: readonly RuleResult[];
  readonly inputs: unknown;
  readonly evaluatedAt: Date;
  readonly durationMicros: number;
}

/** One statement for a whole batch: the log is on the path of every request. */
export async function insertDecisions(
  tx: TenantTransaction<AccessTables>,
  decisions: readonly StoredDecision[],
): Promise<void> {
  if (decisions.length === 0) return;
  await sql`
    insert into access_decision (id, subject_kind, subject_id, action, resource_type, resource_id, request_id, policy_version,
      can_access, redacted, reason, trace, inputs, evaluated_at, duration_micros, actors, txn)
    select id, subject_kind, subject_id, action, resource_type, resource_id, request_id, policy_version,
      can_access, redacted, reason, trace, inputs, evaluated_at, duration_micros, actors, txn
    from jsonb_to_recordset(${JSON.stringify(decisions.map(toRow))}::text::jsonb) as decision (
      id uuid, subject_kind text, subject_id text, action text, resource_type text, resource_id text, request_id text, policy_version integer,
      can_access boolean, redacted boolean, reason jsonb, trace jsonb, inputs jsonb, evaluated_at timestamptz, duration_micros integer,
      actors jsonb, txn text)`.execute(tx);
}

export async function listDecisions(
  tx: TenantTransaction<AccessTables>,
  ids: readonly string[],
): Promise<readonly StoredDecision[]> {
  const rows = await tx
    .selectFrom('access_decision')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(toDecision);
}

/** Scopes are given out all the time and answer nobody's question: they are not counted. */
export async function countDecisionsSince(tx: TenantTransaction<AccessTables>, since: Date): Promise<number> {
  const row = await tx
    .selectFrom('access_decision')
    .select(sql<number>`count(*)::integer`.as('decisions'))
    .where('evaluated_at', '>=', since)
    .where('action', '<>', EVERY_ACTION)
    .executeTakeFirstOrThrow();
  return row.decisions;
}

type Row = Selectable<AccessTables['access_decision']>;

function toRow(decision: StoredDecision): Omit<Row, 'tenant_id' | 'position'> {
  return {
    id: decision.id,
    subject_kind: decision.subject.kind,
    subject_id: decision.subject.id,
    action: decision.action,
    resource_type: decision.resource?.type ?? null,
    resource_id: decision.resource?.id ?? null,
    request_id: decision.requestId,
    policy_version: decision.policyVersion,
    can_access: decision.canAccess,
    redacted: decision.redacted,
    reason: decision.reason,
    trace: decision.trace,
    inputs: decision.inputs,
    evaluated_at: decision.evaluatedAt,
    duration_micros: decision.durationMicros,
    actors: decision.actors,
    txn: decision.txn,
  };
}

function toDecision(row: Row): StoredDecision {
  return {
    id: row.id,
    subject: { kind: row.subject_kind, id: row.subject_id },
    action: row.action,
    resource:
      row.resource_type === null || row.resource_id === null ? null : { type: row.resource_type, id: row.resource_id },
    requestId: row.request_id,
    actors: row.actors as readonly Actor[] | null, // written by insertDecisions
    txn: row.txn,
    policyVersion: row.policy_version,
    canAccess: row.can_access,
    redacted: row.redacted,
    reason: row.reason as Reason, // written by insertDecisions
    trace: row.trace as readonly RuleResult[], // written by insertDecisions
    inputs: row.inputs,
    evaluatedAt: row.evaluated_at,
    durationMicros: row.duration_micros,
  };
}
