import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, test } from 'vitest';
import { decideClientKey } from './client-key.js';

const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
const ed25519 = generateKeyPairSync('ed25519');

describe('a client’s public key', () => {
  test.each([
    ['RSA of 2048 bits', rsa(2048)],
    ['EC P-256', ec('P-256')],
    ['EC P-384', ec('P-384')],
    ['Ed25519', ed25519.publicKey.export({ format: 'jwk' })],
  ])('may be %s, and is known by its thumbprint', async (_what, jwk) => {
    const decision = decideClientKey({ ...jwk, kid: 'mine', use: 'sig' });
    expect(decision).toMatchObject({ allowed: true, value: { thumbprint: await calculateJwkThumbprint(jwk) } });
    expect(decision.allowed && Object.keys(decision.value.publicJwk)).not.toContain('kid');
  });

  test.each([
    ['RSA of fewer than 2048 bits', rsa(1024)],
    ['RSA with the exponent 3', rsa(2048, 3)],
    ['EC on another curve', ec('secp256k1')],
    ['X25519, which signs nothing', generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })],
    ['a shared secret', { kty: 'oct', k: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['a point off its curve', { ...ec('P-256'), x: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['a pair with its private part', ed25519.privateKey.export({ format: 'jwk' })],
    ['a text', 'ssh-ed25519 AAAA'],
    ['a list', []],
    ['nothing', null],
  ])('is never %s', (_what, jwk) => {
    expect(decideClientKey(jwk)).toMatchObject({
      allowed: false,
      code: 'credentials.invalid_input',
      details: { path: ['publicJwk'] },
    });
  });
});
