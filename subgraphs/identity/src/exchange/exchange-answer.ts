import type { Reason, Refused } from '@bailiwick/decision';
import type { ServiceResponse } from '@bailiwick/subgraph-host';
import { reasons, type IdentityCode } from '../domain/reasons.js';
import { TXN_TOKEN } from './exchange-request.js';
import type { Minted } from './mint.js';

/** A stored token is still on its way to a subgraph while it expires; receivers allow as much skew, this is not theirs to use up. */
const MARGIN_SECONDS = 5;
const RETRY_SECONDS = 2;

/** RFC 6749 section 5.2, by the status that the registry gives the reason. */
const ERRORS = {
  400: 'invalid_request',
  401: 'invalid_grant',
  403: 'access_denied',
  503: 'temporarily_unavailable',
} as const;
/** RFC 8693 section 2.2.2: the tenant that was asked for, or was not. */
const ABOUT_TARGET: ReadonlySet<IdentityCode> = new Set(['identity.tenant_required', 'identity.tenant_unknown']);

/** May be stored as long as everything lives that it was made from. */
export function mintedAnswer(minted: Minted, presentedUntil: Date, now: Date): ServiceResponse {
  const lifetime = secondsBetween(now, minted.expiresAt);
  const seconds = Math.max(0, Math.min(lifetime - MARGIN_SECONDS, secondsBetween(now, presentedUntil)));
  const body = {
    access_token: minted.token,
    issued_token_type: TXN_TOKEN,
    token_type: 'N_A',
    expires_in: lifetime,
    sub: minted.subject,
    tenant: minted.tenantId,
    cache: { store: seconds > 0, seconds },
  };
  return { status: 200, headers: { 'cache-control': 'no-store' }, body };
}

export function reasonOf({ code, details: { facts, since } }: Refused<IdentityCode>): Reason {
  return reasons.reason(code, { ...(facts && { facts }), since: since ?? null });
}

export function refusedAnswer(refused: Refused<IdentityCode>): ServiceResponse {
  const reason = reasonOf(refused);
  const status = reasons.entries[refused.code].exchange ?? 403;
  const error = ABOUT_TARGET.has(refused.code) ? 'invalid_target' : ERRORS[status];
  const body = {
    error,
    error_description: reason.message,
    reason,
    decision_id: null,
    ...(status === 503 && { retry_after: RETRY_SECONDS }),
  };
  return {
    status,
    headers: { 'cache-control': 'no-store', ...(status === 503 && { 'retry-after': String(RETRY_SECONDS) }) },
    body,
  };
}

function secondsBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 1000);
}
