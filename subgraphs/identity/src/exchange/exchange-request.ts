import type { ServiceRequest } from '@bailiwick/subgraph-host';
import { allow, refuse, type Decision } from '@bailiwick/decision';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
export const TXN_TOKEN = 'urn:ietf:params:oauth:token-type:txn_token';

const SUBJECT_TOKEN_LENGTH_MAX = 16_384;
const TENANT_LENGTH_MAX = 64;
const REASON_LENGTH_MAX = 1_000;

/** What the gateway asks for a client. */
export interface ExchangeRequest {
  readonly subjectToken: string;
  /** `X-Tenant`, an id or a slug. */
  readonly tenant: string | null;
  readonly operatorReason: string | null;
  readonly requestId: string;
  /** The verified workload that asks. */
  readonly caller: string;
}

/** RFC 8693, section 2.1, as far as this exchange goes: one kind of token in, one kind out, for one trust domain. */
export function readExchangeRequest(
  request: Pick<ServiceRequest, 'headers' | 'body' | 'requestId' | 'caller'>,
  trustDomain: string,
): Decision<ExchangeRequest, 'identity.exchange_malformed'> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return malformed('the body must be application/x-www-form-urlencoded');
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  const repeated = [...new Set(form.keys())].find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) return malformed(`${repeated} is there more than once`);
  const wrong = Object.entries(expected(trustDomain)).find(([name, value]) => form.get(name) !== value);
  if (wrong !== undefined) return malformed(`${wrong[0]} must be ${wrong[1]}`);
  const subjectToken = form.get('subject_token') ?? '';
  if (subjectToken === '' || subjectToken.length > SUBJECT_TOKEN_LENGTH_MAX)
    return malformed('subject_token is missing or too long');
  const tenant = optional(form, 'tenant');
  if ((tenant?.length ?? 0) > TENANT_LENGTH_MAX) return refuseLong('tenant', TENANT_LENGTH_MAX);
  const operatorReason = optional(form, 'operator_reason');
  if ((operatorReason?.length ?? 0) > REASON_LENGTH_MAX) return refuseLong('operator_reason', REASON_LENGTH_MAX);
  return allow({ subjectToken, tenant, operatorReason, requestId: request.requestId, caller: request.caller });
}

function expected(trustDomain: string): Readonly<Record<string, string>> {
  return { grant_type: GRANT, subject_token_type: JWT, requested_token_type: TXN_TOKEN, audience: trustDomain };
}

function optional(form: URLSearchParams, name: string): string | null {
  const value = form.get(name)?.trim() ?? '';
  return value === '' ? null : value;
}

function refuseLong(name: string, max: number) {
  return malformed(`${name} has more than ${max} characters`);
}

function malformed(problem: string) {
  return refuse('identity.exchange_malformed', { facts: { problem } });
}
