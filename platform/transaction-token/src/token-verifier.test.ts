import { createPublicKey, createSecretKey, randomBytes } from 'node:crypto';
import { base64url } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  aKey,
  aMachine,
  anUnlinkedPerson,
  aPerson,
  aSigner,
  aVerifier,
  claimsOf,
  CREDENTIALS,
  CREDENTIALS_KEY,
  encoded,
  forged,
  IDENTITY,
  IDENTITY_KEY,
  membersOf,
  NOON_SECONDS,
  verdictOf,
} from '../test/builders.js';
import { TokenRefused } from './index.js';

describe('a token is refused', () => {
  test('when there is none, or more than one', async () => {
    const { token } = await aSigner().sign(aPerson());
    await expect(verdictOf([])).resolves.toBe('token_missing');
    await expect(verdictOf([''])).resolves.toBe('token_missing');
    await expect(verdictOf([token, token])).resolves.toBe('token_repeated');
    await expect(verdictOf(`${token}, ${token}`)).resolves.toBe('token_malformed');
  });

  test('over 4 KB, before it is decoded', async () => {
    await expect(verdictOf('a'.repeat(4097))).resolves.toBe('token_too_large');
    await expect(verdictOf('a'.repeat(4096))).resolves.toBe('token_malformed');
  });

  test.each(['garbage', 'a.b', 'a.b.c.d', 'bm8.e30.AAAA', '....', `${base64url.encode('[]')}.e30.AAAA`])(
    'when it is no JWS: %s',
    async (text) => {
      await expect(verdictOf(text)).resolves.toBe('token_malformed');
    },
  );

  test.each(['[]', 'null', '"x"', '{', ''])('when its payload is no object: %s', async (claims) => {
    await expect(verdictOf(await forged({ claims }))).resolves.toBe('token_malformed');
  });

  test.each(['JWT', 'at+jwt', 'TXNTOKEN+JWT', 7, undefined])('of another type: %s', async (typ) => {
    const [, payload, signature] = (await forged()).split('.');
    const header = encoded({ alg: 'EdDSA', kid: 'i1', typ });
    await expect(verdictOf(`${header}.${payload}.${signature}`)).resolves.toBe('type_wrong');
  });

  test('without a signature (alg none)', async () => {
    for (const signature of ['', 'AAAA']) {
      const token = `${encoded({ alg: 'none', typ: 'txntoken+jwt', kid: 'i1' })}.${encoded(await claimsOf())}.${signature}`;
      await expect(verdictOf(token)).resolves.toBe('algorithm_not_allowed');
    }
  });

  test('signed with HS256 and the public key as the secret', async () => {
    const publicKey = createPublicKey(IDENTITY_KEY.privateKey);
    const secrets = [
      publicKey.export({ format: 'der', type: 'spki' }),
      base64url.decode(String(IDENTITY_KEY.publicJwk.x)),
      Buffer.from(publicKey.export({ format: 'pem', type: 'spki' })),
    ];
    for (const key of secrets)
      await expect(verdictOf(await forged({ header: { alg: 'HS256' }, key }))).resolves.toBe('algorithm_not_allowed');
  });

  test('signed with a hop secret', async () => {
    const secret = createSecretKey(randomBytes(32));
    await expect(verdictOf(await forged({ header: { alg: 'HS256' }, key: secret }))).resolves.toBe(
      'algorithm_not_allowed',
    );
    // The same bytes taken for an Ed25519 key are just a key that nobody published.
    await expect(verdictOf(await forged({ key: aKey('i1').privateKey }))).resolves.toBe('signature_wrong');
  });

  test('of an unknown key, or of none', async () => {
    await expect(verdictOf(await forged({ header: { kid: 'i2' } }))).resolves.toBe('key_unknown');
    await expect(verdictOf(await forged({ header: { kid: '' } }))).resolves.toBe('key_unknown');
    const [, payload, signature] = (await forged()).split('.');
    await expect(verdictOf(`${encoded({ alg: 'EdDSA', typ: 'txntoken+jwt' })}.${payload}.${signature}`)).resolves.toBe(
      'key_unknown',
    );
  });

  test('that brings its own key', async () => {
    const own = aKey('i1');
    await expect(
      verdictOf(await forged({ header: { jwk: own.publicJwk, jku: 'https://evil.example' }, key: own.privateKey })),
    ).resolves.toBe('signature_wrong');
  });

  test('with a critical extension', async () => {
    const [, payload, signature] = (await forged()).split('.');
    await expect(
      verdictOf(
        `${encoded({ alg: 'EdDSA', typ: 'txntoken+jwt', kid: 'i1', crit: ['b64'], b64: true })}.${payload}.${signature}`,
      ),
    ).resolves.toBe('token_malformed');
  });

  test('with any claim edited', async () => {
    const [header, , signature] = (await forged()).split('.');
    for (const edit of [
      { sub: 'person:bob' },
      { exp: NOON_SECONDS + 31 },
      { scope: 'billing.plan.change' },
      { extra: 1 },
    ]) {
      await expect(verdictOf(`${header}.${encoded({ ...(await claimsOf()), ...edit })}.${signature}`)).resolves.toBe(
        'signature_wrong',
      );
    }
  });

  test('of an issuer that is not configured', async () => {
    const claims = await claimsOf();
    for (const iss of ['urn:bailiwick:other:identity', '', 7, undefined, [IDENTITY]])
      await expect(verdictOf(await forged({ claims: { ...claims, iss } }))).resolves.toBe('issuer_unknown');
  });

  test('for a subject that its issuer does not own', async () => {
    const asCredentials = { header: { kid: 'c1' }, key: CREDENTIALS_KEY.privateKey };
    await expect(verdictOf(await forged({ claims: { ...(await claimsOf(aMachine())), iss: IDENTITY } }))).resolves.toBe(
      'subject_not_of_issuer',
    );
    await expect(
      verdictOf(await forged({ ...asCredentials, claims: { ...(await claimsOf()), iss: CREDENTIALS } })),
    ).resolves.toBe('subject_not_of_issuer');
    await expect(
      verdictOf(
        await forged({
          ...asCredentials,
          claims: { ...(await claimsOf()), sub: `person:unlinked:${'a'.repeat(43)}`, iss: CREDENTIALS },
        }),
      ),
    ).resolves.toBe('subject_not_of_issuer');
  });

  test("signed by the other issuer's key", async () => {
    await expect(verdictOf(await forged({ header: { kid: 'c1' }, key: CREDENTIALS_KEY.privateKey }))).resolves.toBe(
      'key_unknown',
    );
    await expect(verdictOf(await forged({ key: CREDENTIALS_KEY.privateKey }))).resolves.toBe('signature_wrong');
  });

  test.each([
    '',
    7,
    null,
    undefined,
    ['person:ana'],
    'person:',
    'person',
    'ana',
    'service:ana',
    'person:unlinked',
    'person:unlinked:',
    'person:unlinked:short',
    ' person:ana',
    'person:a b',
    `person:${'a'.repeat(129)}`,
  ])('with the subject %j', async (sub) => {
    await expect(verdictOf(await forged({ claims: { ...(await claimsOf()), sub } }))).resolves.toBe(
      'subject_malformed',
    );
  });

  test.each([
    'urn:bailiwick:prod',
    '',
    7,
    undefined,
    ['urn:bailiwick:test'],
    ['urn:bailiwick:test', 'urn:bailiwick:prod'],
  ])('for the audience %j', async (aud) => {
    await expect(verdictOf(await forged({ claims: { ...(await claimsOf()), aud } }))).resolves.toBe('audience_wrong');
  });

  test('without a tenant, unless the lobby is open, and for machines even then', async () => {
    const { token } = await aSigner().sign(anUnlinkedPerson());
    await expect(verdictOf(token)).resolves.toBe('tenant_missing');
    await expect(verdictOf(token, aVerifier({ allowLobby: true }))).resolves.toBe('accepted');
    const machine = await claimsOf(aMachine());
    const homeless = {
      header: { kid: 'c1' },
      key: CREDENTIALS_KEY.privateKey,
      claims: { ...machine, tctx: { ...membersOf(machine['tctx']), tenant: undefined } },
    };
    await expect(verdictOf(await forged(homeless), aVerifier({ allowLobby: true }))).resolves.toBe('tenant_missing');
  });

  test('of somebody unlinked who claims a tenant', async () => {
    const claims = { ...(await claimsOf()), sub: `person:unlinked:${'a'.repeat(43)}` };
    await expect(verdictOf(await forged({ claims }), aVerifier({ allowLobby: true }))).resolves.toBe(
      'claims_malformed',
    );
  });

  test('of a machine without limits', async () => {
    const claims = await claimsOf(aMachine());
    const unlimited = { ...claims, tctx: { ...membersOf(claims['tctx']), limits: undefined } };
    await expect(
      verdictOf(await forged({ header: { kid: 'c1' }, key: CREDENTIALS_KEY.privateKey, claims: unlimited })),
    ).resolves.toBe('limits_missing');
  });

  test('under one message that does not say why', () => {
    expect(new TokenRefused('expired').message).toBe(new TokenRefused('key_unknown').message);
  });
});
