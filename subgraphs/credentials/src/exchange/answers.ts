import type { Reason } from '@bailiwick/decision';
import type { ServiceResponse } from '@bailiwick/subgraph-host';
import { HOLDER, STRANGER } from '../domain/exchange-status.js';
import { STRANGERS_REASON } from '../domain/trust/disclosure.js';

export interface Minted {
  readonly token: string;
  readonly lifetimeSeconds: number;
  readonly subject: string;
  readonly tenantId: string;
  /** False where every use counts: such a credential is exchanged each time. */
  readonly mayBeCached: boolean;
}

export function granted({ token, lifetimeSeconds, subject, tenantId, mayBeCached }: Minted): ServiceResponse {
  const body = {
    access_token: token,
    issued_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
    token_type: 'N_A',
    expires_in: lifetimeSeconds,
    sub: subject,
    tenant: tenantId,
    cache: { store: mayBeCached, seconds: mayBeCached ? lifetimeSeconds : 0 },
  };
  return { status: 200, headers: { 'cache-control': 'no-store' }, body };
}

/** The same bytes, whatever was wrong: a stranger learns nothing. */
export function refusedStranger(): ServiceResponse {
  return refusal(STRANGER, 'invalid_token', STRANGERS_REASON, null);
}

/** The rightful holder hears why, and which decision to show to an administrator. */
export function refusedHolder(reason: Reason, decisionId: string | null): ServiceResponse {
  return refusal(HOLDER, 'access_denied', reason, decisionId);
}

export function malformed(problem: string): ServiceResponse {
  return {
    status: 400,
    body: { error: 'invalid_request', error_description: problem, reason: null, decision_id: null },
  };
}

function refusal(status: number, error: string, reason: Reason, decisionId: string | null): ServiceResponse {
  return {
    status,
    headers: { 'cache-control': 'no-store' },
    body: { error, error_description: reason.message, reason, decision_id: decisionId },
  };
}
