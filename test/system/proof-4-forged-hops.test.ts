import { createSecretKey, randomBytes } from 'node:crypto';
import { DEVELOPMENT, DOMAIN_NAMES as DOMAINS } from '@bailiwick/cli';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  editedToken,
  forgedToken,
  partsOf,
  publicKeyAsSecret,
  signingKeyOf,
  unsignedToken,
  type Forgery,
} from '../harness/forged-tokens.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import {
  genuineToken,
  headerOf,
  secretOf,
  send,
  serviceUrl,
  signedHop,
  withHeaders,
  type Wire,
} from '../harness/workloads.js';

/** One message, whatever failed. */
const UNTRUSTED = {
  status: 401,
  text: '{"error":"untrusted_context","error_description":"This request carries no trusted context."}',
};

let platform: TestPlatform;
let ana: string;
let gus: string;
let machine: string;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());
beforeEach(async () => {
  [ana, gus, machine] = await Promise.all([
    genuineToken(platform, 'ana@acme.example', 'acme'),
    genuineToken(platform, 'gus@globex.example', 'globex'),
    genuineToken(platform, 'crm-bridge'),
  ]);
});

const acmeOf = (token: string): string => (partsOf(token).claims['tctx'] as { tenant: string }).tenant; // our own claim
const now = (): number => Math.floor(Date.now() / 1000);
const elsewhere = (receiver: string): string => (receiver === 'access' ? 'billing' : 'access');
const anotherText = JSON.stringify({ query: '{ tenant { __typename id } }' });

/** Each is the honest request with one thing changed. */
const hops: Readonly<Record<string, (receiver: string) => Wire | Promise<Wire>>> = {
  'no signature and no token': (receiver) =>
    withHeaders(signedHop(platform, { receiver }), { signature: null, 'signature-input': null }),
  'a token and no signature': (receiver) =>
    withHeaders(honest(receiver), { signature: null, 'signature-input': null, 'content-digest': null }),
  'a signature and no token': (receiver) => signedHop(platform, { receiver }),
  'a signature under a secret of the forger’s own': (receiver) =>
    honest(receiver, { secret: { ...pair(receiver), key: createSecretKey(randomBytes(32)) } }),
  'a signature under a secret that has no such name': (receiver) =>
    honest(receiver, { secret: { ...pair(receiver), kid: 'unknown' } }),
  'the gateway’s secret for another subgraph': (receiver) => honest(receiver, { secret: pair(elsewhere(receiver)) }),
  'the address of another subgraph in its signature': (receiver) =>
    honest(receiver, { authority: serviceUrl(platform, elsewhere(receiver)).host }),
  'a whole request that was signed for another subgraph': (receiver) => ({
    ...honest(elsewhere(receiver)),
    url: serviceUrl(platform, receiver),
  }),
  'another body under the same signature': (receiver) =>
    withHeaders({ ...honest(receiver), body: anotherText }, { 'content-length': String(anotherText.length) }),
  'another body and its digest under the same signature': (receiver) => {
    const digest = headerOf(signedHop(platform, { receiver, body: anotherText }), 'content-digest');
    return withHeaders(
      { ...honest(receiver), body: anotherText },
      { 'content-digest': digest, 'content-length': String(anotherText.length) },
    );
  },
  'another query string under the same signature': (receiver) => ({
    ...honest(receiver),
    target: '/graphql?then=this',
  }),
  'another path under the same signature': (receiver) => ({ ...honest(receiver), target: '/graphql/' }),
  'another method under the same signature': (receiver) => ({ ...honest(receiver), method: 'PUT' }),
  'another token under the same signature': (receiver) => withHeaders(honest(receiver), { 'txn-token': gus }),
  'another request id under the same signature': (receiver) =>
    withHeaders(honest(receiver), { 'x-request-id': 'mine' }),
  'a body that the signature does not cover': (receiver) => honest(receiver, { uncovered: 'content-digest' }),
  'a token that the signature does not cover': (receiver) => honest(receiver, { uncovered: 'txn-token' }),
  'a signature that has expired': (receiver) => honest(receiver, { created: now() - 20 }),
  'a signature from the future': (receiver) => honest(receiver, { created: now() + 20 }),
  'a signature that lives too long': (receiver) => honest(receiver, { lifetimeSeconds: 300 }),
  'another algorithm in its signature': (receiver) => honest(receiver, { algorithm: 'hmac-sha1' }),
  'another tag in its signature': (receiver) => honest(receiver, { tag: 'elsewhere' }),
  'its token twice': (receiver) => withHeaders(honest(receiver), { 'txn-token': [ana, ana] }),
  'another token beside its own': (receiver) => withHeaders(honest(receiver), { 'txn-token': [ana, gus] }),
  'two tokens in one line': (receiver) => signedHop(platform, { receiver, token: `${ana}, ${gus}` }),
  'its signature twice': (receiver) => doubled(honest(receiver), 'signature'),
  'its signature’s description twice': (receiver) => doubled(honest(receiver), 'signature-input'),
  'its digest twice': (receiver) => doubled(honest(receiver), 'content-digest'),
  'its request id twice': (receiver) => doubled(honest(receiver), 'x-request-id'),
};

const claims = (changes: Readonly<Record<string, unknown>>): Forgery => ({ claims: () => changes });

/** Each is a correctly signed hop whose token is not to be believed; re-signed ones carry a minter's real signature. */
const tokens: Readonly<Record<string, () => string | Promise<string>>> = {
  'has expired': () => forgedToken(platform, ana, claims({ iat: now() - 60, exp: now() - 30 })),
  'is from the future': () => forgedToken(platform, ana, claims({ iat: now() + 30, exp: now() + 60 })),
  'lives for more than a minute': () => forgedToken(platform, ana, claims({ iat: now(), exp: now() + 61 })),
  'is for another trust domain': () => forgedToken(platform, ana, claims({ aud: 'urn:bailiwick:prod' })),
  'is of another type': () => forgedToken(platform, ana, { header: { typ: 'at+jwt' } }),
  'names a key that nobody has': () => forgedToken(platform, ana, { header: { kid: 'unknown' } }),
  'names an issuer that nobody trusts': () => forgedToken(platform, ana, claims({ iss: `${DEVELOPMENT}:gateway` })),
  'is unsigned': () => unsignedToken(ana),
  'is signed with the public key as a secret': () =>
    forgedToken(platform, ana, {
      header: { alg: 'HS256' },
      key: publicKeyAsSecret(signingKeyOf(platform, 'identity').key),
    }),
  'is signed with a hop’s secret': () =>
    forgedToken(platform, ana, { header: { alg: 'HS256' }, key: pair('access').key }),
  'says another tenant under the old signature': () =>
    editedToken(ana, { claims: { tctx: partsOf(gus).claims['tctx'] } }),
  'says another subject under the old signature': () =>
    editedToken(ana, { claims: { sub: partsOf(gus).claims['sub'] } }),
  'has an empty subject': () => forgedToken(platform, ana, claims({ sub: '' })),
  'has a subject that is no text': () => forgedToken(platform, ana, claims({ sub: 7 })),
  'names a person and is signed by credentials as identity': () =>
    forgedToken(platform, ana, {
      header: { kid: signingKeyOf(platform, 'credentials').kid },
      key: signingKeyOf(platform, 'credentials').key,
    }),
  'names a person and is credentials’ own': () =>
    forgedToken(platform, ana, {
      header: { kid: signingKeyOf(platform, 'credentials').kid },
      key: signingKeyOf(platform, 'credentials').key,
      claims: () => ({ iss: `${DEVELOPMENT}:credentials` }),
    }),
  'names a machine and is identity’s own': () =>
    forgedToken(platform, machine, { header: partsOf(ana).header, claims: () => ({ iss: `${DEVELOPMENT}:identity` }) }),
  'names a machine without limits': () =>
    forgedToken(platform, machine, {
      key: signingKeyOf(platform, 'credentials').key,
      claims: ({ tctx }) => ({ tctx: { ...(tctx as object), limits: undefined } }), // our own claim
    }),
  'is garbage': () => 'garbage',
};

const pair = (receiver: string) => {
  const secret = secretOf(platform, 'gateway', receiver);
  if (secret === null) throw new Error(`The gateway has no secret for ${receiver}.`);
  return secret;
};
const honest = (receiver: string, signing: Parameters<typeof signedHop>[2] = {}): Wire =>
  signedHop(platform, { receiver, token: ana }, signing);
const doubled = (wire: Wire, name: string): Wire =>
  withHeaders(wire, { [name]: [headerOf(wire, name), headerOf(wire, name)] });

describe.each(DOMAINS)('%s', (receiver) => {
  test('answers an honest hop', async () => {
    const answer = await send(honest(receiver));
    expect(answer).toEqual({ status: 200, text: `{"data":{"tenant":{"id":"${acmeOf(ana)}"}}}\n` });
  });

  test.each(Object.entries(hops))('refuses a hop with %s', async (_, forge) => {
    expect(await send(await forge(receiver))).toEqual(UNTRUSTED);
  });

  test('answers a hop once', async () => {
    const wire = honest(receiver);
    expect((await send(wire)).status).toBe(200);
    expect(await send(wire)).toEqual(UNTRUSTED);
  });

  test('refuses a nonce that another hop has used', async () => {
    const nonce = 'a-nonce-that-is-used-for-two-hops';
    expect((await send(honest(receiver, { nonce }))).status).toBe(200);
    expect(await send(honest(receiver, { nonce }))).toEqual(UNTRUSTED);
  });

  test('believes a token of a minute, signed again with the minter’s own key', async () => {
    const signedAgain = await forgedToken(platform, ana, claims({ iat: now(), exp: now() + 60 }));
    expect((await send(signedHop(platform, { receiver, token: signedAgain }))).status).toBe(200);
    const machineAgain = await forgedToken(platform, machine, { key: signingKeyOf(platform, 'credentials').key });
    expect((await send(signedHop(platform, { receiver, token: machineAgain }))).status).toBe(200);
  });

  test.each(Object.entries(tokens))('refuses a token that %s', async (_, forge) => {
    expect(await send(signedHop(platform, { receiver, token: await forge() }))).toEqual(UNTRUSTED);
  });
});

describe('a token of the lobby', () => {
  const lobbyToken = (): Promise<string> => genuineToken(platform, 'nobody@nowhere.example');

  test.each(DOMAINS.filter((name) => name !== 'identity'))('is refused by %s', async (receiver) => {
    expect(await send(signedHop(platform, { receiver, token: await lobbyToken() }))).toEqual(UNTRUSTED);
  });

  test('is believed by identity', async () => {
    const body = JSON.stringify({ query: '{ viewer { __typename } }' });
    expect((await send(signedHop(platform, { receiver: 'identity', token: await lobbyToken(), body }))).status).toBe(
      200,
    );
  });
});
