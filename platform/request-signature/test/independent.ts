import { createSigner, createVerifier, httpbis } from 'http-message-signatures';
import { contentDigestOf, type PairSecret, type ReceivedRequest } from '../src/index.js';
import { AUTHORITY, NOON, secondsAfter, SHARED, TOKEN } from './builders.js';

/** What another implementation of RFC 9421 signs with. */
export interface Foreign {
  readonly fields?: string[];
  readonly params?: string[];
  readonly values?: Readonly<Record<string, string | Date>>;
  readonly name?: string;
  readonly secret?: PairSecret;
}

export const FIELDS = ['@method', '@authority', '@path', '@query', 'content-digest', 'txn-token', 'x-request-id'];
export const PARAMETERS = ['created', 'expires', 'nonce', 'alg', 'keyid', 'tag'];

/** A GraphQL fetch by the gateway at billing, signed by the npm package http-message-signatures. */
export async function signedElsewhere({
  fields = FIELDS,
  params = PARAMETERS,
  values = {},
  name = 'hop',
  secret = SHARED,
}: Foreign = {}): Promise<ReceivedRequest> {
  const body = '{"query":"{ tenant { id } }"}';
  const headers = { 'content-digest': contentDigestOf(body), 'txn-token': TOKEN, 'x-request-id': 'r1' };
  const paramValues = {
    created: NOON,
    expires: secondsAfter(NOON, 10),
    nonce: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    keyid: `gateway/${secret.kid}`,
    tag: 'bailiwick',
    alg: 'hmac-sha256',
    ...values,
  };
  const key = createSigner(secret.key.export(), 'hmac-sha256');
  const signed = await httpbis.signMessage(
    { key, name, fields, params, paramValues },
    { method: 'POST', url: `http://${AUTHORITY}/graphql`, headers },
  );
  const raw = Object.entries(signed.headers).flatMap(([header, value]) => [header, value]);
  return { method: 'POST', path: '/graphql', query: '', headers: raw, body };
}

/** Whether that package accepts a request. It reads the clock itself, so the request must be of now. */
export async function acceptedElsewhere(
  request: ReceivedRequest & { readonly headers: readonly string[] },
  fields: string[],
  secret: PairSecret,
): Promise<boolean | null> {
  const { headers } = request;
  const record = Object.fromEntries(
    headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : [])),
  );
  const verify = createVerifier(secret.key.export(), 'hmac-sha256');
  return httpbis.verifyMessage(
    {
      keyLookup: ({ keyid }) =>
        Promise.resolve(
          keyid === `${secret.caller}/${secret.kid}` ? { id: keyid, algs: ['hmac-sha256'], verify } : null,
        ),
      requiredFields: fields,
      requiredParams: PARAMETERS,
      tolerance: 5,
      all: true,
    },
    { method: request.method, url: `http://${AUTHORITY}${request.path}${request.query}`, headers: record },
  );
}
