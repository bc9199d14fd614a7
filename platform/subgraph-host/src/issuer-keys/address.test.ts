import { describe, expect, test } from 'vitest';
import { addressProblem, mayConnectTo } from './address.js';

const PUBLIC = { loopbackAllowed: false };
const DEVELOPMENT = { loopbackAllowed: true };

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
