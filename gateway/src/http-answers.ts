import { CODES, type Code, type Next } from './codes.js';

/** An answer whose status is not 200: it is about the whole request. docs/errors.md shows every one. */
export interface HttpAnswer {
  readonly status: number;
  readonly code: Code;
  readonly when: string;
  readonly next: Next;
  /** RFC 6750's name for what is wrong, in `WWW-Authenticate`; `none` is the challenge without one. */
  readonly challenge?: 'none' | 'invalid_request' | 'invalid_token';
  /** With `Retry-After`, in seconds. */
  readonly retryAfter?: true;
}

/** Said before the operation is looked at. Every such answer of this gateway is made from its line here. */
export const HTTP = {
  nothingHere: { status: 404, code: CODES.badRequest, next: 'change', when: 'the path is not `/graphql`' },
  method: { status: 405, code: CODES.badRequest, next: 'change', when: 'the method is neither POST nor GET' },
  unreadable: { status: 400, code: CODES.badRequest, next: 'change', when: 'what was sent is not HTTP' },
  tooSlow: { status: 408, code: CODES.badRequest, next: 'again', when: 'the request took too long to arrive' },
  headersTooLarge: { status: 431, code: CODES.badRequest, next: 'change', when: 'the headers are over 32 KB' },
  notJson: { status: 415, code: CODES.badRequest, next: 'change', when: 'the body is not plain `application/json`' },
  bodyTooLarge: {
    status: 413,
    code: CODES.badRequest,
    next: 'change',
    when: 'the body is over the limit, 1 MB by default',
  },
  malformedBody: { status: 400, code: CODES.badRequest, next: 'change', when: 'the body is not valid JSON in UTF-8' },
  tenantHeaders: {
    status: 400,
    code: CODES.badRequest,
    next: 'change',
    when: '`X-Tenant` or `X-Operator-Reason` came twice or is too long',
  },
  noCredential: {
    status: 401,
    code: CODES.unauthenticated,
    next: 'sign-in',
    when: 'no credential was sent',
    challenge: 'none',
  },
  doubledCredential: {
    status: 401,
    code: CODES.unauthenticated,
    next: 'change',
    when: 'two `Authorization` or two `DPoP` headers were sent',
    challenge: 'invalid_request',
  },
  unusableCredential: {
    status: 401,
    code: CODES.unauthenticated,
    next: 'sign-in',
    when: 'what was sent is neither a signed JWT nor an API key, or is over 8 KB',
    challenge: 'invalid_token',
  },
  notReady: { status: 503, code: CODES.unavailable, next: 'again', when: '`/readyz`, while no key may sign' },
  broken: { status: 500, code: CODES.internal, next: 'report', when: 'something went wrong on our side' },
} as const satisfies Readonly<Record<string, HttpAnswer>>;

/** What the owner of a credential answered when the gateway presented it, by the status that it answered with. */
export const EXCHANGE = {
  400: {
    status: 400,
    code: CODES.badRequest,
    next: 'tenant',
    when: 'the credential is good, and the request cannot be placed in a tenant: `extensions.reason` says what is missing',
  },
  401: {
    status: 401,
    code: CODES.unauthenticated,
    next: 'sign-in',
    when: 'the credential is expired, revoked, unknown, or of a kind not taken here',
    challenge: 'invalid_token',
  },
  403: {
    status: 403,
    code: CODES.notPermitted,
    next: 'ask',
    when: 'the credential is good, and may not act in this tenant or at all: `extensions.reason` says why',
  },
  503: {
    status: 503,
    code: CODES.unavailable,
    next: 'again',
    when: 'nobody can judge the credential right now',
    retryAfter: true,
  },
} as const satisfies Readonly<Record<number, HttpAnswer>>;

/** Said of the operation, before any domain is asked for data. The statuses are the graph library's; a test compares. */
export const OPERATION = {
  parseFailed: {
    status: 400,
    code: CODES.parseFailed,
    next: 'change',
    when: 'the document is not GraphQL, or has too many tokens',
  },
  validationFailed: {
    status: 400,
    code: CODES.validationFailed,
    next: 'change',
    when: 'a field or argument is not in the schema, or the operation is too deep or has too many aliases',
  },
  badVariables: { status: 400, code: CODES.badInput, next: 'change', when: 'a variable is missing or of another type' },
  unresolved: {
    status: 400,
    code: CODES.unresolvedOperation,
    next: 'change',
    when: '`operationName` names no operation of the document, or is needed and missing',
  },
  badShape: {
    status: 400,
    code: CODES.badRequest,
    next: 'change',
    when: 'the body is a batch, has no `query`, or a GET could come from any page of the web',
  },
  mutationByGet: { status: 405, code: CODES.badRequest, next: 'change', when: 'a mutation was sent by GET' },
  notAcceptable: { status: 406, code: CODES.badRequest, next: 'change', when: '`Accept` allows no JSON' },
  persistedQuery: {
    status: 200,
    code: CODES.persistedQuery,
    next: 'change',
    when: 'a stored query was asked for by its hash; send the document',
  },
} as const satisfies Readonly<Record<string, HttpAnswer>>;
