import { describe, expect, test } from 'vitest';
import {
  aPerson,
  aSigner,
  aVerifier,
  claimsOf,
  forged,
  NOON,
  NOON_SECONDS,
  secondsAfter,
  verdictOf,
} from '../test/builders.js';

describe('a token in time', () => {
  const at = async (seconds: number) =>
    verdictOf((await aSigner().sign(aPerson())).token, aVerifier({ now: () => secondsAfter(NOON, seconds) }));

  test('lives thirty seconds and five of clock difference', async () => {
    await expect(at(34.999)).resolves.toBe('accepted');
    await expect(at(35)).resolves.toBe('expired');
  });

  test('may come from a clock that is five seconds ahead', async () => {
    await expect(at(-5)).resolves.toBe('accepted');
    await expect(at(-5.001)).resolves.toBe('issued_in_future');
  });

  test('is refused with a life of more than sixty seconds, however it was signed', async () => {
    const lasting = async (seconds: number) =>
      verdictOf(await forged({ claims: { ...(await claimsOf()), exp: NOON_SECONDS + seconds } }));
    await expect(lasting(60)).resolves.toBe('accepted');
    await expect(lasting(61)).resolves.toBe('lifetime_too_long');
  });

  test('expires also when its context is remembered', async () => {
    let now = NOON;
    const verifier = aVerifier({ now: () => now });
    const { token } = await aSigner().sign(aPerson());
    const first = await verifier.verify([token]);
    expect(await verifier.verify([token])).toBe(first);
    now = secondsAfter(NOON, 35);
    await expect(verdictOf(token, verifier)).resolves.toBe('expired');
  });

  test('is remembered by its exact text, and in bounds', async () => {
    const verifier = aVerifier({ cacheCapacity: 1 });
    const [first, second] = [
      (await aSigner().sign(aPerson())).token,
      (await aSigner().sign(aPerson({ txn: 'x2' }))).token,
    ];
    const remembered = await verifier.verify([first]);
    await verifier.verify([second]);
    expect(await verifier.verify([first])).not.toBe(remembered);
    await expect(verdictOf(`${first.slice(0, -2)}AA`, verifier)).resolves.toBe('signature_wrong');
  });
});
