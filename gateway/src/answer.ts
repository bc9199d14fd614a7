import type { Refused } from './exchange-token.js';
import { CODES, INTERNAL_MESSAGE } from './mask-error.js';

/** What goes back to the client, but for the headers that every answer has. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const RETRY_AFTER_SECONDS = 1;

/** A GraphQL client reads `errors` whatever the status is, so even what never became GraphQL is said there. */
export function errorAnswer(
  status: number,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: JSON.stringify({ errors: [{ message, extensions }] }),
  };
}

export function badRequest(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return errorAnswer(status, message, { code: CODES.badRequest }, headers);
}

export function internalError(): Answer {
  return errorAnswer(500, INTERNAL_MESSAGE, { code: CODES.internal });
}

/** RFC 6750 §3: without a credential no error code, only the challenge. */
export function unauthenticated(message: string, error: 'none' | 'invalid_request' | 'invalid_token'): Answer {
  return errorAnswer(401, message, { code: CODES.unauthenticated }, { 'www-authenticate': challenge(error, message) });
}

/** The minter's refusal, in its own words. `reason` was parsed and is written again, nothing in between touches it. */
export function refusedAnswer({ status, message, reason, decisionId, retryAfterSeconds }: Refused): Answer {
  const sentence = sentenceOf(reason) ?? message ?? SENTENCES[status];
  const extensions = { code: REFUSAL_CODES[status], reason, decisionId };
  if (status === 503)
    return errorAnswer(503, sentence, extensions, {
      'retry-after': String(Math.max(RETRY_AFTER_SECONDS, Math.ceil(retryAfterSeconds ?? 0))),
    });
  return errorAnswer(
    status,
    sentence,
    extensions,
    status === 401 ? { 'www-authenticate': challenge('invalid_token', sentence) } : {},
  );
}

const REFUSAL_CODES = {
  400: CODES.badRequest,
  401: CODES.unauthenticated,
  403: CODES.notPermitted,
  503: CODES.unavailable,
} as const;
const SENTENCES = {
  400: 'The request cannot be placed in a tenant. Check X-Tenant and X-Operator-Reason.',
  401: 'The credential is not accepted. Get a new one from its issuer.',
  403: 'This credential may not act here.',
  503: 'Nobody can judge this credential right now. It was not refused: send the same request again in a moment.',
} as const;

function sentenceOf(reason: unknown): string | null {
  const message: unknown = typeof reason === 'object' && reason !== null && 'message' in reason ? reason.message : null;
  return typeof message === 'string' ? message : null;
}

/** RFC 6750 §3.1 allows no quotes, backslashes or anything beyond ASCII in a description. */
function challenge(error: 'none' | 'invalid_request' | 'invalid_token', description: string): string {
  if (error === 'none') return 'Bearer realm="bailiwick"';
  return `Bearer realm="bailiwick", error="${error}", error_description="${description.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')}"`;
}
