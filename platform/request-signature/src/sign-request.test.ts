import { describe, expect, test } from 'vitest';
import {
  aFeedRequest,
  aSecret,
  aSignedRequest,
  aVerifier,
  NOON,
  secondsAfter,
  SHARED,
  verdictOf,
} from '../test/builders.js';
import { authorityOf, NoPairSecret, signRequest, type PairSecret } from './index.js';

describe('signing a request', () => {
  test('adds a digest, the covered components with their parameters, and one signature', () => {
    const { headers } = aSignedRequest();
    const value = (name: string) => headers[headers.indexOf(name) + 1];
    // The digest of RFC 9530's own form; the seconds are noon's.
    expect(value('content-digest')).toMatch(/^sha-256=:[A-Za-z0-9+/]{43}=:$/);
    expect(value('signature-input')).toMatch(
      /^hop=\("@method" "@authority" "@path" "@query" "content-digest" "txn-token" "x-request-id"\);created=1772366400;expires=1772366410;nonce="[0-9a-f-]{36}";alg="hmac-sha256";keyid="gateway\/k1";tag="bailiwick"$/,
    );
    expect(value('signature')).toMatch(/^hop=:[A-Za-z0-9+/]{43}=:$/);
  });

  test('adds no digest to a feed', () => {
    expect(aFeedRequest().headers).not.toContain('content-digest');
  });

  test('takes a nonce of its own every time', () => {
    const verifier = aVerifier();
    expect([verdictOf(aSignedRequest(), verifier), verdictOf(aSignedRequest(), verifier)]).toEqual([
      'accepted',
      'accepted',
    ]);
  });

  test('digests bytes as it digests their text', () => {
    const request = aSignedRequest({ body: 'dünn' });
    expect(verdictOf({ ...request, body: Buffer.from('dünn') })).toBe('accepted');
  });

  test('is refused for what no receiver would accept', () => {
    expect(() => aSignedRequest({ headers: { 'x-request-id': 'r1' } })).toThrow('needs a Txn-Token');
    expect(() => aSignedRequest({ headers: { 'txn-token': 'x' } })).toThrow('needs an X-Request-Id');
    expect(() => aFeedRequest({ headers: { 'x-request-id': 'r1' } })).toThrow('carries no X-Request-Id');
    expect(() => aFeedRequest({ headers: { 'txn-token': 'x' } })).toThrow('carries no Txn-Token');
    expect(() => aSignedRequest({ query: 'a=b' })).toThrow('URL.search');
    expect(() => aSignedRequest({ path: 'graphql' })).toThrow('URL.pathname');
    expect(() => aSignedRequest({ headers: { 'txn-token': 'a\n"x-request-id": r2', 'x-request-id': 'r1' } })).toThrow(
      'line break',
    );
  });

  test('needs a secret of that pair', () => {
    expect(() => aSignedRequest({ receiver: 'access' })).toThrow(NoPairSecret);
    expect(() => aSignedRequest({ caller: 'billing' })).toThrow(
      'billing holds no secret with which it may sign for billing',
    );
  });

  test('writes an authority as RFC 9421 does', () => {
    expect(authorityOf(new URL('https://Billing.Example:443/graphql'))).toBe('billing.example');
    expect(authorityOf(new URL('http://127.0.0.1:4002'))).toBe('127.0.0.1:4002');
  });
});

describe('a rotation', () => {
  const from = NOON;
  const old = aSecret({ kid: 'old', acceptUntil: secondsAfter(from, 360) });
  const fresh = aSecret({ kid: 'new', signFrom: secondsAfter(from, 60) });
  const kidAt = (seconds: number, secrets: readonly PairSecret[]) => {
    const request = aSignedRequest({ now: secondsAfter(from, seconds), pairSecrets: () => secrets });
    return /keyid="gateway\/(\w+)"/.exec(request.headers.join(' '))?.[1];
  };

  test('signs with the old secret during the lead, and with the new one from its end on', () => {
    expect([kidAt(0, [old, fresh]), kidAt(59.9, [old, fresh]), kidAt(60, [fresh, old])]).toEqual(['old', 'old', 'new']);
  });

  test('fails no request, whoever reloads first', () => {
    const before = [{ ...old, acceptUntil: null }];
    const after = [old, fresh];
    for (let second = 0; second < 400; second += 0.5) {
      const now = secondsAfter(from, second);
      // Both ends have reloaded well before the lead is over; until then either may be first.
      for (const [sender, receiver] of second < 30
        ? [
            [before, after],
            [after, before],
          ]
        : [[after, after]]) {
        const verifier = aVerifier({ now: () => now, pairSecrets: () => receiver ?? [] });
        expect(verdictOf(aSignedRequest({ now, pairSecrets: () => sender ?? [] }), verifier)).toBe('accepted');
      }
    }
  });

  test('ends with the old secret refused at its hour', () => {
    const receivedAt = (seconds: number) =>
      verdictOf(
        aSignedRequest({ now: secondsAfter(from, seconds), pairSecrets: () => [{ ...old, acceptUntil: null }] }),
        aVerifier({ now: () => secondsAfter(from, seconds), pairSecrets: () => [old, fresh] }),
      );
    expect([receivedAt(359.9), receivedAt(360)]).toEqual(['accepted', 'secret_unknown']);
  });

  test('is seen by a verifier that is already running', () => {
    let secrets: readonly PairSecret[] = [SHARED];
    const verifier = aVerifier({ pairSecrets: () => secrets });
    const other = aSecret({ kid: 'k2' });
    expect(verdictOf(aSignedRequest({ pairSecrets: () => [other] }), verifier)).toBe('secret_unknown');
    secrets = [SHARED, other];
    expect(verdictOf(aSignedRequest({ pairSecrets: () => [other] }), verifier)).toBe('accepted');
  });

  test('leaves nobody signing with a secret that is rotated out', () => {
    expect(() =>
      signRequest({
        profile: 'feed',
        caller: 'gateway',
        receiver: 'billing',
        authority: 'a',
        method: 'GET',
        path: '/events',
        query: '',
        pairSecrets: () => [old],
        now: secondsAfter(from, 360),
      }),
    ).toThrow(NoPairSecret);
  });
});
