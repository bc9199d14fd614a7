import { describe, expect, test } from 'vitest';
import { decideRuntime, type RuntimeInput } from './runtime.js';

const ATTESTOR = {
  issuer: 'https://issuer.example',
  subjectPattern: 'system:serviceaccount:prod:*',
  audience: 'bailiwick',
  jwksUri: 'https://issuer.example/jwks',
};
const runtime = (overrides: Partial<RuntimeInput> = {}): RuntimeInput => ({
  name: 'cluster',
  kind: 'KUBERNETES',
  environment: 'live',
  attestors: [ATTESTOR],
  networks: ['203.0.113.0/24', '2001:db8::/32'],
  ...overrides,
});

describe('registering a runtime', () => {
  test('keeps its networks and who can vouch for it', () => {
    expect(decideRuntime(runtime())).toMatchObject({
      allowed: true,
      value: { environment: 'live', attestors: [ATTESTOR], networks: { length: 2 } },
    });
  });

  test('takes keys from an address with a query, as a credential that names the same keys may', () => {
    const attestor = { ...ATTESTOR, jwksUri: 'https://issuer.example/keys?application=one' };
    expect(decideRuntime(runtime({ attestors: [attestor] })).allowed).toBe(true);
  });

  test.each<[string[], Partial<RuntimeInput>]>([
    [['name'], { name: '' }],
    [['environment'], { environment: 'prod' }],
    [['networks'], { networks: [], attestors: [] }],
    [['networks', '1'], { networks: ['10.0.0.0/8', 'everywhere'] }],
    [['networks'], { networks: Array.from({ length: 51 }, (_, index) => `10.0.${index}.0/24`) }],
    [['attestors'], { attestors: Array.from({ length: 11 }, () => ATTESTOR) }],
    [['attestors', '0', 'issuer'], { attestors: [{ ...ATTESTOR, issuer: 'http://issuer.example' }] }],
    [['attestors', '0', 'issuer'], { attestors: [{ ...ATTESTOR, issuer: 'https://user:pass@issuer.example' }] }],
    [['attestors', '0', 'jwksUri'], { attestors: [{ ...ATTESTOR, jwksUri: 'file:///etc/passwd' }] }],
    [['attestors', '0', 'audience'], { attestors: [{ ...ATTESTOR, audience: '' }] }],
    [['attestors', '0', 'subjectPattern'], { attestors: [{ ...ATTESTOR, subjectPattern: '*' }] }],
    [['attestors', '0', 'subjectPattern'], { attestors: [{ ...ATTESTOR, subjectPattern: 'a*b*c*d*e*f*g' }] }],
  ])('is refused with an unusable %j', (path, overrides) => {
    expect(decideRuntime(runtime(overrides))).toMatchObject({
      allowed: false,
      code: 'credentials.invalid_input',
      details: { path },
    });
  });
});
