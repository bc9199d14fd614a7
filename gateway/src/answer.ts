import type { Refused } from './exchange-token.js';
import { FIELD } from './field-errors.js';
import { EXCHANGE, HTTP, type HttpAnswer } from './http-answers.js';

/** What goes back to the client, but for the headers that every answer has. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** All but the Playground's files. */
export interface TextAnswer extends Answer {
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const RETRY_AFTER_SECONDS = 1;

/** A GraphQL client reads `errors` whatever the status is, so even what never became GraphQL is said there. */
export function errorAnswer(
  { status, code, challenge }: HttpAnswer,
  message: string,
  { headers = {}, extensions = {} }: Extras = {},
): TextAnswer {
  return {
    status,
    headers: {
      'content-type': JSON_TYPE,
      ...(challenge !== undefined && { 'www-authenticate': challengeOf(challenge, message) }),
      ...headers,
    },
    body: JSON.stringify({ errors: [{ message, extensions: { code, ...extensions } }] }),
  };
}

interface Extras {
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export function internalError(): Answer {
  return errorAnswer(HTTP.broken, FIELD.internal.message);
}

/** The minter's refusal, in its own words. `reason` was parsed and is written again, nothing in between touches it. */
export function refusedAnswer({ status, message, reason, decisionId, retryAfterSeconds }: Refused): Answer {
  const answer: HttpAnswer = EXCHANGE[status];
  const seconds = Math.max(RETRY_AFTER_SECONDS, Math.ceil(retryAfterSeconds ?? 0));
  return errorAnswer(answer, sentenceOf(reason) ?? message ?? SENTENCES[status], {
    extensions: { reason, decisionId },
    headers: answer.retryAfter === true ? { 'retry-after': String(seconds) } : {},
  });
}

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

/** RFC 6750 §3: without a credential no error code. §3.1: no quotes, backslashes or anything beyond ASCII in words. */
function challengeOf(error: NonNullable<HttpAnswer['challenge']>, description: string): string {
  if (error === 'none') return 'Bearer realm="bailiwick"';
  return `Bearer realm="bailiwick", error="${error}", error_description="${description.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')}"`;
}
