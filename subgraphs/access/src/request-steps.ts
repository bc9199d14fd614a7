import type { TenantTransaction } from '@bailiwick/database';
import type { RequestLink, RequestStep } from '@bailiwick/subgraph-host';
import type { RuleResult } from './domain/rule.js';
import { listDecisionsOfRequest, type RequestedDecision } from './store/requested-decision.js';
import type { AccessTables } from './store/tables.js';

/** Access's part of a trace: each decision whole, with every rule. Whoever may read it may read all decisions whole. */
export async function listRequestSteps(
  tx: TenantTransaction<AccessTables>,
  id: string,
  limit: number,
): Promise<readonly RequestStep[]> {
  return (await listDecisionsOfRequest(tx, id, limit)).map(toStep);
}

function toStep({
  id,
  at,
  action,
  resource,
  actors,
  reason,
  trace,
  canAccess,
  requestId,
  txn,
}: RequestedDecision): RequestStep {
  return {
    ...{
      id,
      at,
      kind: 'DECISION',
      action,
      actors,
      reason,
      requestId,
      txn,
      decisionId: id,
      field: null,
      errorCode: null,
    },
    outcome: canAccess ? 'ALLOWED' : 'DENIED',
    target: resource,
    links: trace.map(toLink),
  };
}

function toLink({ rule, outcome, reason, via }: RuleResult): RequestLink {
  return { name: rule, outcome, reason, evidence: via };
}
