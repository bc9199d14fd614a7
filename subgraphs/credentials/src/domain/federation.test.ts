import { describe, expect, test } from 'vitest';
import { decideFederation } from './federation.js';
import { decideProofMaterial } from './proof-material.js';

const PUBLIC = { loopbackAllowed: false };
const federation = {
  issuer: 'https://kubernetes.example.com',
  audience: 'bailiwick',
  subjectPattern: 'system:serviceaccount:billing:*',
  jwksUri: 'https://kubernetes.example.com/openid/v1/jwks',
};

describe('whose word a credential takes', () => {
  test('is an issuer with public keys, an audience and some of its subjects', () => {
    expect(decideFederation(federation, PUBLIC)).toMatchObject({ allowed: true, value: federation });
  });

  test.each([
    ['issuer', 'http://kubernetes.example.com'],
    ['jwksUri', 'https://169.254.169.254/keys'],
    ['jwksUri', 'https://localhost/keys'],
    ['audience', ''],
    ['subjectPattern', '*'],
    ['subjectPattern', '*a*b*c*d*e*f*'],
  ])('is refused for the %s %j', (field, value) => {
    expect(decideFederation({ ...federation, [field]: value }, PUBLIC)).toMatchObject({
      code: 'credentials.invalid_input',
      details: { path: ['federation', field] },
    });
  });
});

describe('what proves a credential', () => {
  test.each([
    ['an API key with a key', { kind: 'API_KEY', publicJwk: {}, federation: null }, ['publicJwk']],
    ['a client secret with an issuer', { kind: 'CLIENT_SECRET', publicJwk: null, federation }, ['federation']],
    [
      'a key pair without its public key',
      { kind: 'PRIVATE_KEY_JWT', publicJwk: null, federation: null },
      ['publicJwk'],
    ],
    [
      'a federated one without an issuer',
      { kind: 'FEDERATED_OIDC', publicJwk: null, federation: null },
      ['federation'],
    ],
  ] as const)('is never %s', (_what, request, path) => {
    expect(decideProofMaterial(request, PUBLIC)).toMatchObject({
      code: 'credentials.invalid_input',
      details: { path },
    });
  });
});
