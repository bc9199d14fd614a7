import { describe, expect, test } from 'vitest';
import { NOON } from '../../test/builders.js';
import { addressProblem, decideConnection, mayConnectTo, type IdentityProvider } from './identity-provider.js';

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

describe('an address to fetch keys from', () => {
  test.each([
    'https://keys.example.com/jwks',
    'https://keys.example.com:8443/jwks?tenant=1',
    'https://8.8.8.8/jwks',
    'https://[2606:4700::1111]/jwks',
  ])('may be %s', (url) => {
    expect(addressProblem(url, PUBLIC)).toBeNull();
  });

  test.each([
    'http://keys.example.com/jwks',
    'ftp://keys.example.com/jwks',
    'https://user:secret@keys.example.com/jwks',
    'https://keys.example.com/jwks#x',
    'https://localhost/jwks',
    'https://localhost./jwks',
    'https://keys/jwks',
    'https://metadata.google.internal/jwks',
    'https://printer.local/jwks',
    'https://127.0.0.1/jwks',
    'https://2130706433/jwks',
    'https://0x7f.1/jwks',
    'https://10.0.0.1/jwks',
    'https://100.64.0.1/jwks',
    'https://172.16.0.1/jwks',
    'https://192.168.1.1/jwks',
    'https://169.254.169.254/jwks',
    'https://0.0.0.0/jwks',
    'https://224.0.0.1/jwks',
    'https://[::1]/jwks',
    'https://[::]/jwks',
    'https://[::ffff:169.254.169.254]/jwks',
    'https://[64:ff9b::a9fe:a9fe]/jwks',
    'https://[fd00:ec2::254]/jwks',
    'https://[fe80::1]/jwks',
    'https://[2002:a9fe:a9fe::]/jwks',
    `https://keys.example.com/${'x'.repeat(500)}`,
  ])('may not be %s', (url) => {
    expect(addressProblem(url, PUBLIC)).not.toBeNull();
  });

  test.each(['http://127.0.0.1:4103/jwks', 'http://localhost:4103/jwks', 'http://[::1]:4103/jwks'])(
    'may be %s on a developer’s machine alone',
    (url) => {
      expect(addressProblem(url, DEVELOPMENT)).toBeNull();
      expect(addressProblem(url, PUBLIC)).not.toBeNull();
    },
  );

  test('may not be a private network on a developer’s machine either', () => {
    expect(addressProblem('http://192.168.1.1/jwks', DEVELOPMENT)).not.toBeNull();
    expect(addressProblem('http://keys.example.com/jwks', DEVELOPMENT)).not.toBeNull();
  });

  test('is judged again by what its name resolves to', () => {
    expect(mayConnectTo('93.184.216.34', PUBLIC)).toBe(true);
    expect(mayConnectTo('169.254.169.254', PUBLIC)).toBe(false);
    expect(mayConnectTo('169.254.169.254', DEVELOPMENT)).toBe(false);
    expect(mayConnectTo('127.0.0.1', PUBLIC)).toBe(false);
    expect(mayConnectTo('127.0.0.1', DEVELOPMENT)).toBe(true);
    expect(mayConnectTo('not an address', PUBLIC)).toBe(false);
  });
});
