import type { TenantTransaction } from '@bailiwick/database';
import type { RequestLink, RequestStep } from '@bailiwick/subgraph-host';
import type { LinkAnswer, LinkVerdict } from './domain/trust/link.js';
import type { TrustDecision } from './domain/trust/trust-decision.js';
import type { CredentialsTables } from './store/tables.js';
import { listTrustDecisionsOfRequest } from './store/trust-decision.js';

/** Credentials' part of a trace: each exchange of a key with the whole chain, also where a stranger was told one sentence. */
export async function listRequestSteps(
  tx: TenantTransaction<CredentialsTables>,
  id: string,
  limit: number,
): Promise<readonly RequestStep[]> {
  return (await listTrustDecisionsOfRequest(tx, id, limit)).map(toStep);
}

function toStep(decision: TrustDecision): RequestStep {
  const { id, at, action, actors, reason, requestId, txn, simulated, effect, chain } = decision;
  return {
    ...{ id, at, action, actors, reason, requestId, txn, decisionId: id, field: null, errorCode: null },
    kind: simulated ? 'DECISION' : 'EXCHANGE',
    outcome: effect === 'DENY' ? 'DENIED' : 'ALLOWED',
    target: targetOf(decision),
    links: chain.map(toLink),
  };
}

function targetOf({ credentialId, machineIdentityId }: TrustDecision): RequestStep['target'] {
  if (credentialId !== null) return { type: 'credential', id: credentialId };
  return machineIdentityId === null ? null : { type: 'machine_identity', id: machineIdentityId };
}

const OUTCOMES: Readonly<Record<LinkVerdict, RequestLink['outcome']>> = {
  PASS: 'PASS',
  PASS_WITH_OBLIGATION: 'PASS',
  FAIL: 'FAIL',
  NOT_EVALUATED: 'NOT_APPLICABLE',
};

function toLink({ link, verdict, reason, evidence }: LinkAnswer): RequestLink {
  return { name: link, outcome: OUTCOMES[verdict], reason, evidence };
}
