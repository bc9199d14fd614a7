import { describe, expect, test } from 'vitest';
import {
  aFeedRequest,
  aSecret,
  aSignedRequest,
  aVerifier,
  AUTHORITY,
  FOR_ACCESS,
  SHARED,
  TOKEN,
  verdictOf,
  withHeader,
} from '../test/builders.js';
import { SignatureRefused } from './index.js';

describe('a signed request', () => {
  test('proves its caller, its context and its request id', () => {
    expect(aVerifier().verify(aSignedRequest())).toEqual({
      caller: 'gateway',
      profile: 'graphql',
      token: TOKEN,
      requestId: 'r1',
    });
  });

  test('may be a service call without a context', () => {
    const request = aSignedRequest({
      profile: 'service',
      receiver: 'identity',
      path: '/token-exchange',
      headers: { 'x-request-id': 'r1' },
      pairSecrets: () => [aSecret({ ...SHARED, receiver: 'identity' })],
    });
    const verifier = aVerifier({
      receiver: 'identity',
      pairSecrets: () => [aSecret({ ...SHARED, receiver: 'identity' })],
    });
    expect(verifier.verify(request)).toEqual({ caller: 'gateway', profile: 'service', token: null, requestId: 'r1' });
  });

  test('may be a feed, which has neither body nor context', () => {
    expect(aVerifier().verify(aFeedRequest())).toEqual({
      caller: 'access',
      profile: 'feed',
      token: null,
      requestId: null,
    });
  });

  test('is read from distinct headers as well as from raw ones', () => {
    const request = aSignedRequest();
    const distinct: Record<string, string[]> = {};
    request.headers.forEach(
      (header, index) => index % 2 === 0 && (distinct[header] = [request.headers[index + 1] ?? '']),
    );
    expect(verdictOf({ ...request, headers: distinct })).toBe('accepted');
  });
});

describe('a request is refused', () => {
  const signed = aSignedRequest();

  test.each(['signature-input', 'signature', 'content-digest', 'x-request-id'])('without its %s', (name) => {
    expect(verdictOf(withHeader(signed, name, () => null))).toBe('header_missing');
  });

  test('as GraphQL without a context', () => {
    expect(verdictOf(withHeader(signed, 'txn-token', () => null))).toBe('header_missing');
  });

  test.each(['signature-input', 'signature', 'content-digest', 'txn-token', 'x-request-id'])(
    'with two of %s, equal or not',
    (name) => {
      const value = signed.headers[signed.headers.indexOf(name) + 1] ?? '';
      expect(verdictOf({ ...signed, headers: [...signed.headers, name.toUpperCase(), value] })).toBe('header_repeated');
      expect(verdictOf({ ...signed, headers: [...signed.headers, name, 'other'] })).toBe('header_repeated');
    },
  );

  test('with a header of more than 8 KB', () => {
    expect(verdictOf(withHeader(signed, 'txn-token', () => 'x'.repeat(8193)))).toBe('header_too_large');
  });

  test('with a context that the signature does not cover', () => {
    expect(verdictOf({ ...aFeedRequest(), headers: [...aFeedRequest().headers, 'txn-token', TOKEN] })).toBe(
      'header_not_covered',
    );
    expect(verdictOf({ ...aFeedRequest(), headers: [...aFeedRequest().headers, 'x-request-id', 'r1'] })).toBe(
      'header_not_covered',
    );
  });

  test('with another body', () => {
    expect(verdictOf({ ...signed, body: '{"query":"{ tenant { name } }"}' })).toBe('digest_wrong');
    expect(verdictOf({ ...aFeedRequest(), body: 'x' })).toBe('digest_wrong');
  });

  test('with another body and its digest', () => {
    const other = aSignedRequest({ body: 'other' });
    const digest = other.headers[other.headers.indexOf('content-digest') + 1] ?? '';
    expect(verdictOf({ ...withHeader(signed, 'content-digest', () => digest), body: 'other' })).toBe('signature_wrong');
  });

  test('with another context, or another request id', () => {
    expect(verdictOf(withHeader(signed, 'txn-token', () => `${TOKEN}x`))).toBe('signature_wrong');
    expect(verdictOf(withHeader(signed, 'x-request-id', () => 'r2'))).toBe('signature_wrong');
  });

  test('with another query', () => {
    expect(verdictOf({ ...signed, query: '?explain' })).toBe('signature_wrong');
    const more = aFeedRequest();
    expect(verdictOf({ ...more, query: '?types=billing.entitlements.changed&after=head' })).toBe('signature_wrong');
  });

  test('with another path or method that the caller may use', () => {
    const secret = aSecret({ caller: 'identity', receiver: 'access' });
    const verifier = aVerifier({ receiver: 'access', pairSecrets: () => [secret] });
    const request = aSignedRequest({
      profile: 'service',
      caller: 'identity',
      receiver: 'access',
      path: '/access/v1/evaluation',
      pairSecrets: () => [secret],
    });
    expect(verdictOf({ ...request, path: '/access/v1/evaluations' }, verifier)).toBe('signature_wrong');
  });

  test('with a path or query that no HTTP client sends', () => {
    const secret = aSecret({ caller: 'identity', receiver: 'access' });
    const verifier = aVerifier({ receiver: 'access', pairSecrets: () => [secret] });
    const request = aSignedRequest({
      profile: 'service',
      caller: 'identity',
      receiver: 'access',
      path: '/access/v1/evaluation',
      pairSecrets: () => [secret],
    });
    expect(verdictOf({ ...request, path: '/access/v1/a\n"@query": ?' }, verifier)).toBe('request_malformed');
    expect(verdictOf({ ...request, query: 'a=b' }, verifier)).toBe('request_malformed');
  });

  test('at another domain, also one with the same secret', () => {
    const sameSecret = aSecret({ ...SHARED, receiver: 'access' });
    expect(
      verdictOf(
        signed,
        aVerifier({ receiver: 'access', authority: '127.0.0.1:4002', pairSecrets: () => [sameSecret] }),
      ),
    ).toBe('signature_wrong');
    expect(
      verdictOf(signed, aVerifier({ receiver: 'access', authority: AUTHORITY, pairSecrets: () => [SHARED] })),
    ).toBe('secret_unknown');
  });

  test('at a domain that shares no secret with the caller', () => {
    expect(verdictOf(signed, aVerifier({ pairSecrets: () => [] }))).toBe('secret_unknown');
  });

  test("signed with another pair's secret", () => {
    const request = aSignedRequest({ pairSecrets: () => [aSecret()] });
    expect(verdictOf(request)).toBe('signature_wrong');
    // Access's own secret at billing does not make it the gateway.
    expect(verdictOf(aSignedRequest({ pairSecrets: () => [aSecret({ ...FOR_ACCESS, caller: 'gateway' })] }))).toBe(
      'signature_wrong',
    );
  });

  test('when the table has no line for it, whatever its signature', () => {
    expect(verdictOf(aSignedRequest({ caller: 'access', pairSecrets: () => [FOR_ACCESS] }))).toBe('call_forbidden');
    expect(verdictOf(aFeedRequest({ query: '?types=billing.readiness.changed,billing.invoice.paid' }))).toBe(
      'call_forbidden',
    );
    expect(verdictOf(aFeedRequest({ query: '' }))).toBe('call_forbidden');
  });

  test('before any key is looked for, when the table forbids it', () => {
    let asked = 0;
    const verifier = aVerifier({ pairSecrets: () => ((asked += 1), [SHARED]) });
    expect(verdictOf({ ...signed, path: '/usage' }, verifier)).toBe('call_forbidden');
    expect(asked).toBe(0);
  });

  test('under one message that does not say why', () => {
    expect(new SignatureRefused('expired').message).toBe(new SignatureRefused('nonce_replayed').message);
  });
});
