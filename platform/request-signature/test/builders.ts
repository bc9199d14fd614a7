import { createSecretKey, randomBytes } from 'node:crypto';
import {
  createRequestVerifier,
  SignatureRefused,
  signRequest,
  type PairSecret,
  type ReceivedRequest,
  type RequestToSign,
  type RequestVerifierOptions,
} from '../src/index.js';

export const NOON = new Date('2026-03-01T12:00:00Z');
export const AUTHORITY = '127.0.0.1:4001';
export const TOKEN = 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl';

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

export function aSecret(own: Partial<PairSecret> = {}): PairSecret {
  return {
    caller: 'gateway',
    receiver: 'billing',
    kid: 'k1',
    key: createSecretKey(randomBytes(32)),
    signFrom: secondsAfter(NOON, -3600),
    acceptUntil: null,
    ...own,
  };
}

/** What both ends hold unless a test says otherwise. */
export const SHARED = aSecret();

/** A signed request as the receiver sees it: a GraphQL fetch by the gateway at billing, at noon. */
export function aSignedRequest(
  own: Partial<RequestToSign> = {},
): ReceivedRequest & { readonly headers: readonly string[] } {
  const request: RequestToSign = {
    profile: 'graphql',
    caller: 'gateway',
    receiver: 'billing',
    authority: AUTHORITY,
    method: 'POST',
    path: '/graphql',
    query: '',
    headers: { 'txn-token': TOKEN, 'x-request-id': 'r1' },
    body: '{"query":"{ tenant { id } }"}',
    pairSecrets: () => [SHARED],
    now: NOON,
    ...own,
  };
  const present = Object.entries({
    'content-type': 'application/json',
    ...request.headers,
    ...signRequest(request),
  }).filter(([, value]) => typeof value === 'string');
  const { method, path, query } = request;
  return {
    method,
    path,
    query,
    headers: present.flatMap(([name, value]) => [name, String(value)]),
    body: request.body ?? '',
  };
}

/** Access following billing's readiness: the profile without a body. */
export function aFeedRequest(own: Partial<RequestToSign> = {}): ReturnType<typeof aSignedRequest> {
  return aSignedRequest({
    profile: 'feed',
    caller: 'access',
    method: 'GET',
    path: '/events',
    query: '?types=billing.readiness.changed&after=head',
    headers: {},
    body: '',
    pairSecrets: () => [FOR_ACCESS],
    ...own,
  });
}

export const FOR_ACCESS = aSecret({ caller: 'access' });

export function aVerifier(own: Partial<RequestVerifierOptions> = {}): ReturnType<typeof createRequestVerifier> {
  return createRequestVerifier({
    receiver: 'billing',
    authority: AUTHORITY,
    pairSecrets: () => [SHARED, FOR_ACCESS],
    startedAt: secondsAfter(NOON, -60),
    now: () => NOON,
    ...own,
  });
}

/** The request with one header replaced, or removed with null. */
export function withHeader(
  request: ReturnType<typeof aSignedRequest>,
  name: string,
  change: (value: string) => string | null,
): ReturnType<typeof aSignedRequest> {
  const pairs = request.headers.flatMap((header, index) =>
    index % 2 === 0 ? [{ header, value: request.headers[index + 1] ?? '' }] : [],
  );
  const changed = pairs.flatMap(({ header, value }) => {
    const now = header === name ? change(value) : value;
    return now === null ? [] : [header, now];
  });
  return { ...request, headers: changed };
}

/** Why the verifier refuses, or `accepted`. */
export function verdictOf(request: ReceivedRequest, verifier = aVerifier()): string {
  try {
    verifier.verify(request);
    return 'accepted';
  } catch (error) {
    if (error instanceof SignatureRefused) return error.cause;
    throw error;
  }
}
