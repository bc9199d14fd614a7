import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatKey, hintOf, parseKey, referenceFrom } from './secret-format.js';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const reference = fc.stringMatching(/^[0-9A-Za-z]{8}$/);
const environment = fc.constantFrom('live' as const, 'test' as const);
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('the form of a key', () => {
  test('is read back as it was written, for every secret', () => {
    fc.assert(
      fc.property(environment, reference, secret, (env, ref, bytes) => {
        const key = formatKey(env, ref, bytes);
        expect(key).toMatch(/^bwk_(live|test)_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
        expect(parseKey(key)).toEqual({ kind: 'API_KEY', environment: env, reference: ref, whole: key });
      }),
    );
  });

  test('keeps all 256 bits: two secrets never make the same key', () => {
    fc.assert(
      fc.property(secret, fc.nat(255), (bytes, bit) => {
        const other = Uint8Array.from(bytes);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(formatKey('live', 'AbCdEf12', other)).not.toBe(formatKey('live', 'AbCdEf12', bytes));
      }),
    );
  });

  test('shows every single typing error and every swap of two neighbours before any look-up', () => {
    fc.assert(
      fc.property(secret, fc.nat(), fc.constantFrom(...Array.from(ALPHABET)), (bytes, at, typed) => {
        const key = formatKey('live', 'AbCdEf12', bytes);
        const place = at % key.length;
        const mistyped = key.slice(0, place) + typed + key.slice(place + 1);
        const swapped = key.slice(0, place) + (key[place + 1] ?? '') + (key[place] ?? '') + key.slice(place + 2);
        if (mistyped !== key) expect(parseKey(mistyped)).toBeNull();
        if (swapped !== key) expect(parseKey(swapped)).toBeNull();
      }),
    );
  });

  test.each(['', 'bwk_live', 'bwk_prod_AbCdEf12_x_y', 'sk_live_123', ' bwk_live_AbCdEf12_', 'a'.repeat(5000)])(
    'is not %j',
    (text) => {
      expect(parseKey(text)).toBeNull();
    },
  );

  test('leaves four characters of the secret in its hint', () => {
    const key = formatKey('test', 'AbCdEf12', new Uint8Array(32).fill(7));
    expect(hintOf(key)).toBe(`bwk_test_AbCdEf12_…${key.split('_')[3]?.slice(-4) ?? ''}`);
  });
});

describe('a reference', () => {
  test('has eight characters, none of them likelier than another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
        fc.pre(bytes.filter((byte) => byte < 248).length >= 8);
        expect(referenceFrom(bytes)).toMatch(/^[0-9A-Za-z]{8}$/);
      }),
    );
    expect(referenceFrom(new Uint8Array([255, 250, 248, 0, 61, 62, 123, 124, 1, 2, 3]))).toBe('0z0z0123');
  });
});
