import { describe, expect, test } from 'vitest';
import {
  aFeedRequest,
  aSignedRequest,
  aVerifier,
  NOON,
  secondsAfter,
  verdictOf,
  withHeader,
} from '../test/builders.js';

describe('a signature in time', () => {
  const at = (seconds: number, own: Parameters<typeof aVerifier>[0] = {}) =>
    verdictOf(aSignedRequest(), aVerifier({ now: () => secondsAfter(NOON, seconds), ...own }));

  test('lives ten seconds and five of clock difference', () => {
    expect(at(14.999)).toBe('accepted');
    expect(at(15)).toBe('expired');
  });

  test('may come from a clock that is five seconds ahead', () => {
    expect(at(-5)).toBe('accepted');
    expect(at(-5.001)).toBe('created_in_future');
  });

  test('is refused when it was created before the receiver started, whose whole first second is refused too', () => {
    expect(at(1, { startedAt: secondsAfter(NOON, 0.001) })).toBe('created_before_start');
    expect(at(1, { startedAt: NOON })).toBe('accepted');
    expect(aVerifier({ startedAt: secondsAfter(NOON, 0.001) }).acceptsFrom).toEqual(secondsAfter(NOON, 1));
  });

  test('is accepted once', () => {
    const [request, verifier] = [aSignedRequest(), aVerifier()];
    expect([verdictOf(request, verifier), verdictOf(request, verifier)]).toEqual(['accepted', 'nonce_replayed']);
  });

  test('is accepted once for as long as it could be accepted at all', () => {
    let now = NOON;
    const [request, verifier] = [aSignedRequest(), aVerifier({ now: () => now })];
    verifier.verify(request);
    for (const seconds of [5, 10.5, 14.999]) {
      now = secondsAfter(NOON, seconds);
      verifier.verify(aSignedRequest({ now }));
      expect(verdictOf(request, verifier)).toBe('nonce_replayed');
    }
  });

  test('is not replayed by writing its headers differently', () => {
    const [request, verifier] = [aSignedRequest(), aVerifier()];
    verifier.verify(request);
    const upper = {
      ...request,
      headers: request.headers.map((text, index) => (index % 2 === 0 ? text.toUpperCase() : text)),
    };
    const padded = withHeader(request, 'signature', (value) =>
      value.replace(/.=:$/, (end) => `${next(end[0] ?? '')}=:`),
    );
    expect([verdictOf(upper, verifier), verdictOf(padded, verifier)]).toEqual(['nonce_replayed', 'nonce_replayed']);
  });

  test('leaves its nonce unspent when it is refused for something else', () => {
    const [request, verifier] = [aSignedRequest(), aVerifier()];
    expect(verdictOf({ ...request, body: 'other' }, verifier)).toBe('digest_wrong');
    expect(verdictOf(request, verifier)).toBe('accepted');
  });

  test('is refused when the nonces of its caller fill the memory, and nobody else is', () => {
    let now = NOON;
    const verifier = aVerifier({ nonceCapacity: 2, now: () => now });
    const fromGateway = () => verdictOf(aSignedRequest({ now }), verifier);
    expect([fromGateway(), fromGateway(), fromGateway()]).toEqual(['accepted', 'accepted', 'nonce_memory_full']);
    expect(verdictOf(aFeedRequest(), verifier)).toBe('accepted');
    now = secondsAfter(NOON, 16);
    expect(fromGateway()).toBe('accepted');
  });
});

/** Another last digit of base64 that decodes to the same bytes: the two bits below it are padding. */
function next(digit: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return alphabet[alphabet.indexOf(digit) + 1] ?? '';
}
