import type { ServiceRequest } from '@bailiwick/subgraph-host';
import { allow, refuse, type Decision } from '@bailiwick/decision';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
export const TXN_TOKEN = 'urn:ietf:params:oauth:token-type:txn_token';

const LENGTHS = { subject_token: 16_384, tenant: 64, operator_reason: 1_000 };

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
  const tenant = optional(form, 'tenant');
  const operatorReason = optional(form, 'operator_reason');
  if (subjectToken === '') return malformed('subject_token is missing');
  const tooLong = Object.entries(LENGTHS).find(([name, max]) => (form.get(name)?.length ?? 0) > max);
  if (tooLong !== undefined) return malformed(`${tooLong[0]} has more than ${tooLong[1]} characters`);
  return allow({ subjectToken, tenant, operatorReason, requestId: request.requestId, caller: request.caller });
}

function expected(trustDomain: string): Readonly<Record<string, string>> {
  return { grant_type: GRANT, subject_token_type: JWT, requested_token_type: TXN_TOKEN, audience: trustDomain };
}

function optional(form: URLSearchParams, name: string): string | null {
  const value = form.get(name)?.trim() ?? '';
  return value === '' ? null : value;
}

function malformed(problem: string) {
  return refuse('identity.exchange_malformed', { facts: { problem } });
}
