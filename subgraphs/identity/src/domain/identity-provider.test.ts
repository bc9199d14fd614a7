import { describe, expect, test } from 'vitest';
import { NOON } from '../../test/builders.js';
import { decideConnection, type IdentityProvider } from './identity-provider.js';

const PUBLIC = { loopbackAllowed: false };
const DEVELOPMENT = { loopbackAllowed: true };
const REQUEST = {
  issuer: 'https://login.example.com/realms/acme',
  audience: 'client-1',
  jwksUri: 'https://keys.example.com/jwks',
};
const MADE = { id: 'i1', now: NOON };
const connected = (overrides: Partial<IdentityProvider> = {}): IdentityProvider => ({
  ...REQUEST,
  id: 'i0',
  connectedAt: NOON,
  ...overrides,
});

describe('connecting an identity provider', () => {
  test('keeps issuer, audience and key address as they were given', () => {
    expect(decideConnection(REQUEST, [], PUBLIC, MADE)).toMatchObject({
      allowed: true,
      value: { ...REQUEST, id: 'i1', connectedAt: NOON },
    });
  });

  test('is refused for an issuer and audience that are connected, also with other keys', () => {
    const decision = decideConnection(
      { ...REQUEST, jwksUri: 'https://evil.example.com/jwks' },
      [connected()],
      PUBLIC,
      MADE,
    );
    expect(decision).toMatchObject({ code: 'identity.provider_already_connected' });
  });

  test('is possible for a second audience of the same issuer', () => {
    expect(decideConnection({ ...REQUEST, audience: 'client-2' }, [connected()], PUBLIC, MADE).allowed).toBe(true);
  });

  test('is refused for a second audience with other keys, which could sign for everybody of that issuer', () => {
    const request = { ...REQUEST, audience: 'client-2', jwksUri: 'https://evil.example.com/jwks' };
    expect(decideConnection(request, [connected()], PUBLIC, MADE)).toMatchObject({
      code: 'identity.invalid_input',
      details: { path: ['jwksUri'] },
    });
    const ofAnother = connected({ issuer: 'https://login.example.com/realms/other' });
    expect(decideConnection(request, [ofAnother], PUBLIC, MADE).allowed).toBe(true);
  });

  test('is possible for the twentieth and refused for the next', () => {
    const many = Array.from({ length: 20 }, (_, n) => connected({ audience: `other-${n}` }));
    expect(decideConnection(REQUEST, many.slice(1), PUBLIC, MADE).allowed).toBe(true);
    expect(decideConnection(REQUEST, many, PUBLIC, MADE)).toMatchObject({ code: 'identity.provider_limit_reached' });
  });

  test.each(['https://login.example.com?x=1', 'https://login.example.com#x', 'login.example.com', ''])(
    'is refused for the issuer %j',
    (issuer) => {
      expect(decideConnection({ ...REQUEST, issuer }, [], PUBLIC, MADE)).toMatchObject({
        code: 'identity.invalid_input',
        details: { path: ['issuer'] },
      });
    },
  );

  test('is possible for the development issuer on a developer’s machine, and nowhere else', () => {
    const request = { ...REQUEST, issuer: 'urn:bailiwick:dev', jwksUri: 'https://keys.example.com/jwks' };
    expect(decideConnection(request, [], DEVELOPMENT, MADE).allowed).toBe(true);
    expect(decideConnection(request, [], PUBLIC, MADE)).toMatchObject({ code: 'identity.invalid_input' });
    expect(decideConnection({ ...request, issuer: 'urn:bailiwick:other' }, [], DEVELOPMENT, MADE).allowed).toBe(false);
  });

  test.each(['', ' ', 'two words', 'a'.repeat(256)])('is refused for the audience %j', (audience) => {
    expect(decideConnection({ ...REQUEST, audience }, [], PUBLIC, MADE)).toMatchObject({
      details: { path: ['audience'] },
    });
  });

  test('is refused for keys at an address inside our own network', () => {
    const decision = decideConnection(
      { ...REQUEST, jwksUri: 'https://169.254.169.254/latest/meta-data' },
      [],
      PUBLIC,
      MADE,
    );
    expect(decision).toMatchObject({ code: 'identity.invalid_input', details: { path: ['jwksUri'] } });
  });
});
