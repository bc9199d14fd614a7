import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  aKey,
  aMachine,
  anUnlinkedPerson,
  aPerson,
  aSigner,
  aVerifier,
  IDENTITY,
  NOON,
  NOON_SECONDS,
  secondsAfter,
  verdictOf,
} from '../test/builders.js';
import { createTransactionTokenSigner, NoSigningKey, TokenTooLarge, type TokenSigningKey } from './index.js';

describe('minting', () => {
  test('writes the header and the claims of a transaction token', async () => {
    const signed = await aSigner().sign(aPerson());
    expect(decodeProtectedHeader(signed.token)).toEqual({ alg: 'EdDSA', typ: 'txntoken+jwt', kid: 'i1' });
    expect(decodeJwt(signed.token)).toEqual({
      iss: IDENTITY,
      aud: 'urn:bailiwick:test',
      iat: NOON_SECONDS,
      exp: NOON_SECONDS + 30,
      txn: 'x1',
      sub: 'person:ana',
      scope: 'billing.account.read identity.member.read',
      req_wl: 'gateway',
      tctx: { tenant: 'acme', kind: 'person', actors: [{ kind: 'PERSON', id: 'ana', label: 'Ana' }], mfa: true },
      rctx: { method: 'oidc', iss: 'https://login.example', sub_hash: 'h'.repeat(43), client: 'web' },
    });
    expect(signed).toMatchObject({ issuedAt: NOON, expiresAt: secondsAfter(NOON, 30) });
  });

  test('leaves the scope out where it is asked to, for as long as it is asked to', async () => {
    const { token } = await aSigner().sign(aPerson(), { includeScope: false, lifetimeSeconds: 5 });
    expect(decodeJwt(token)).not.toHaveProperty('scope');
    expect(decodeJwt(token).exp).toBe(NOON_SECONDS + 5);
  });

  test('leaves out a scope of more than 2 KB', async () => {
    const scopeOf = async (length: number) =>
      decodeJwt((await aSigner().sign(aPerson({ scope: ['a'.repeat(length)] }))).token)['scope'];
    await expect(scopeOf(2048)).resolves.toHaveLength(2048);
    await expect(scopeOf(2049)).resolves.toBeUndefined();
  });

  test('refuses a token of more than 4 KB', async () => {
    const limits = (characters: number) =>
      aSigner('urn:bailiwick:test:credentials').sign(aMachine({ scope: null, limits: ['a'.repeat(characters)] }));
    const { token } = await limits(2000);
    const room = Math.floor(((4096 - token.length) * 3) / 4);
    await expect(limits(2000 + room - 3)).resolves.toBeDefined();
    await expect(limits(2000 + room + 3)).rejects.toThrow(TokenTooLarge);
  });

  test.each([
    ['a subject that is not the principal', aPerson({ subject: 'person:bob' })],
    ['a subject of no kind', aPerson({ subject: 'ana' })],
    ['a machine without limits', aMachine({ limits: null })],
    ['a machine without its context', aMachine({ machine: null })],
    ['a machine without tenant', aMachine({ tenantId: null })],
    ['a person with limits', aPerson({ limits: [] })],
    ['an unlinked person in a tenant', anUnlinkedPerson({ tenantId: 'acme' })],
    ['an action with a space', aPerson({ scope: ['a b'] })],
  ])('refuses %s', async (_, context) => {
    await expect(aSigner().sign(context)).rejects.toThrow(TypeError);
  });

  test.each([0, 61, 1.5, NaN])('refuses a life of %s seconds', async (lifetimeSeconds) => {
    await expect(aSigner().sign(aPerson(), { lifetimeSeconds })).rejects.toThrow(TypeError);
  });
});

describe('rotating signing keys', () => {
  const old = aKey('old', { acceptUntil: secondsAfter(NOON, 360) });
  const fresh = aKey('new', { signFrom: secondsAfter(NOON, 60) });
  const minterAt = (seconds: number, keys: readonly TokenSigningKey[] = [fresh, old]) =>
    aSigner(IDENTITY, keys, () => secondsAfter(NOON, seconds));
  const kidsAt = (seconds: number) =>
    minterAt(seconds)
      .publicJwks()
      .keys.map(({ kid }) => kid);

  test('publishes the new key at once and signs with it after the lead', async () => {
    const signerAt = async (seconds: number) =>
      decodeProtectedHeader((await minterAt(seconds).sign(aPerson())).token).kid;
    expect(kidsAt(0)).toEqual(['new', 'old']);
    expect([await signerAt(0), await signerAt(59.9), await signerAt(60)]).toEqual(['old', 'old', 'new']);
  });

  test('takes the old one back when the overlap is over', () => {
    expect([kidsAt(359.9), kidsAt(360)]).toEqual([['new', 'old'], ['new']]);
  });

  test('fails no token of either key, at a verifier that reads the keys live', async () => {
    let now = NOON;
    const minter = aSigner(IDENTITY, [fresh, old], () => now);
    const verifier = aVerifier({
      now: () => now,
      issuers: [{ issuer: IDENTITY, subjectKind: 'person', jwks: () => minter.publicJwks() }],
    });
    for (let second = 0; second < 400; second += 5) {
      now = secondsAfter(NOON, second);
      await expect(verdictOf((await minter.sign(aPerson())).token, verifier)).resolves.toBe('accepted');
    }
  });

  test('refuses what the old key signs from then on', async () => {
    let now = NOON;
    const verifier = aVerifier({
      now: () => now,
      issuers: [
        {
          issuer: IDENTITY,
          subjectKind: 'person',
          jwks: () => aSigner(IDENTITY, [fresh, old], () => now).publicJwks(),
        },
      ],
    });
    now = secondsAfter(NOON, 360);
    const { token } = await aSigner(IDENTITY, [{ ...old, acceptUntil: null }], () => now).sign(aPerson());
    await expect(verdictOf(token, verifier)).resolves.toBe('key_unknown');
  });

  test('publishes nothing private', () => {
    const leaking = { ...old, publicJwk: { ...old.privateKey.export({ format: 'jwk' }) } };
    const [jwk] = aSigner(IDENTITY, [leaking]).publicJwks().keys;
    expect(Object.keys(jwk ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  test('mints nothing without a key that may sign', async () => {
    const mint = (keys: readonly TokenSigningKey[]) =>
      createTransactionTokenSigner({ issuer: IDENTITY, audience: 'a', keys: () => keys, now: () => NOON }).sign(
        aPerson(),
      );
    await expect(mint([])).rejects.toThrow(NoSigningKey);
    await expect(mint([fresh])).rejects.toThrow(NoSigningKey);
  });
});
