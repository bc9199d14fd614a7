import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aSignedRequest, aVerifier, verdictOf, withHeader } from '../test/builders.js';

const request = aSignedRequest();
const headerOf = (name: string) => request.headers[request.headers.indexOf(name) + 1] ?? '';

describe('signature headers', () => {
  test.each([
    ['a second signature', (value: string) => `${value}, other=("@method");created=1`],
    [
      'a parameter twice',
      (value: string) => value.replace(';tag="bailiwick"', ';nonce="aaaaaaaaaaaaaaaaaaaaaaaaaaaa"'),
    ],
    ['white space that we do not send', (value: string) => value.replace(';created', '; created')],
    ['a time that is a string', (value: string) => value.replace(/created=(\d+)/, 'created="$1"')],
    ['a nonce that is a number', (value: string) => value.replace(/nonce="[^"]+"/, 'nonce=1234567890')],
    ['a time with a fraction or a sign', (value: string) => value.replace(/created=(\d+)/, 'created=-$1')],
    ['an escaped quote', (value: string) => value.replace('keyid="', 'keyid="\\"')],
    ['a key id without a caller', (value: string) => value.replace('gateway/', '')],
    ['nothing at all', () => ''],
  ])('with %s are refused', (_, change) => {
    expect(verdictOf(withHeader(request, 'signature-input', change))).toBe('signature_input_malformed');
  });

  test.each([
    ['another label', (value: string) => value.replace('hop', 'sig1')],
    ['a second value', (value: string) => `${value}, ${value}`],
    ['too few bytes', () => 'hop=:AAAA:'],
    ['no bytes', () => 'hop'],
    ['a text that is not base64', (value: string) => value.replace(/:./, ':-')],
  ])('with a signature of %s are refused', (_, change) => {
    expect(verdictOf(withHeader(request, 'signature', change))).toBe('signature_malformed');
  });

  test('are refused after any change of one character', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('signature-input', 'content-digest', 'txn-token', 'x-request-id'),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (name, place, character) => {
          const value = headerOf(name);
          const at = place % value.length;
          fc.pre(value[at] !== character);
          return (
            verdictOf(withHeader(request, name, () => value.slice(0, at) + character + value.slice(at + 1))) !==
            'accepted'
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('of any text are refused and never break the verifier', () => {
    const verifier = aVerifier();
    fc.assert(
      fc.property(fc.string(), fc.string(), (input, signature) => {
        const forged = withHeader(
          withHeader(request, 'signature-input', () => input),
          'signature',
          () => signature,
        );
        return verdictOf(forged, verifier) !== 'accepted';
      }),
    );
  });

  test('of great length are refused in no time', () => {
    const long = `hop=(${'a'.repeat(190)})${';created=1'.repeat(790)}`;
    const before = performance.now();
    for (let round = 0; round < 100; round += 1) verdictOf(withHeader(request, 'signature-input', () => long));
    expect(performance.now() - before).toBeLessThan(500);
  });
});
