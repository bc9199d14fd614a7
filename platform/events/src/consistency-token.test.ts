import { createSecretKey } from 'node:crypto';
import type { DatedSecret } from '@bailiwick/request-signature';
import { describe, expect, test } from 'vitest';
import { createConsistencyTokens } from './consistency-token.js';

const NOON = new Date('2030-01-01T12:00:00Z');
const secondsAfter = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);
const aKey = (kid: string, fill: number, overrides: Partial<DatedSecret> = {}): DatedSecret => ({
  kid,
  key: createSecretKey(Buffer.alloc(32, fill)),
  signFrom: new Date(0),
  acceptUntil: null,
  ...overrides,
});

const OLD = aKey('old', 1);
const tokensWith = (keys: readonly DatedSecret[], now = NOON) =>
  createConsistencyTokens(
    () => keys,
    () => now,
  );
const FEED = '00000000-0000-4000-8000-000000000001.0000000A';
const POSITIONS = { billing: { feed: FEED, xid: 18446744073709551615n }, access: { feed: null, xid: 5n } };

describe('a consistency token', () => {
  test('gives the positions back to its tenant', () => {
    const tokens = tokensWith([OLD]);
    expect(tokens.read(tokens.mint('acme', POSITIONS), 'acme')).toEqual(POSITIONS);
  });

  test('is nothing to another tenant', () => {
    const tokens = tokensWith([OLD]);
    expect(tokens.read(tokens.mint('acme', POSITIONS), 'globex')).toBeNull();
  });

  test('is nothing when any part of it is another', () => {
    const tokens = tokensWith([OLD]);
    const [kid, , mac] = tokens.mint('acme', POSITIONS).split('.');
    const forged = Buffer.from(JSON.stringify({ tenant: 'acme', positions: { billing: '9' } })).toString('base64url');
    expect(tokens.read(`${kid}.${forged}.${mac}`, 'acme')).toBeNull();
    expect(tokens.read(tokensWith([aKey('old', 2)]).mint('acme', POSITIONS), 'acme')).toBeNull();
    expect(tokens.read(tokensWith([aKey('new', 1)]).mint('acme', POSITIONS), 'acme')).toBeNull();
  });

  test.each(['', '.', '..', 'a.b', 'a.b.c.d', 'a.b.c', '💥.💥.💥', `${'a'.repeat(2_000)}.b.c`])(
    'is nothing when it is garbage: %j',
    (token) => {
      expect(tokensWith([OLD]).read(token, 'acme')).toBeNull();
    },
  );

  test('outlives a rotation for as long as its key is accepted', () => {
    const token = tokensWith([OLD]).mint('acme', POSITIONS);
    const rotated = [aKey('old', 1, { acceptUntil: secondsAfter(60) }), aKey('new', 2, { signFrom: secondsAfter(10) })];
    expect(tokensWith(rotated, secondsAfter(59)).read(token, 'acme')).toEqual(POSITIONS);
    expect(tokensWith(rotated, secondsAfter(60)).read(token, 'acme')).toBeNull();
    const kidAt = (now: Date): string =>
      Buffer.from(tokensWith(rotated, now).mint('acme', POSITIONS).split('.')[0] ?? '', 'base64url').toString();
    expect([kidAt(secondsAfter(9)), kidAt(secondsAfter(10))]).toEqual(['old', 'new']);
  });

  test('cannot be minted without a key', () => {
    expect(() => tokensWith([]).mint('acme', POSITIONS)).toThrow('no consistency key');
  });
});
