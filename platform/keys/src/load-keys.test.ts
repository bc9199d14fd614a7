import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { aDirectory, aKeyFile, NOON, problemsIn, problemsOf, secondsAfter, WORKLOADS } from '../test/builders.js';
import { keyFilePath, loadKeys, writeKeyFiles, type KeyFile } from './index.js';

type Entry<Name extends 'signingKeys' | 'pairSecrets'> = KeyFile[Name][number];

const withJwk = (change: Partial<Entry<'signingKeys'>['jwk']>): KeyFile => {
  const file = aKeyFile('identity');
  return { ...file, signingKeys: file.signingKeys.map((key) => ({ ...key, jwk: { ...key.jwk, ...change } })) };
};

const withSecret = (change: Partial<Entry<'pairSecrets'>>): KeyFile => {
  const file = aKeyFile('identity');
  return {
    ...file,
    pairSecrets: file.pairSecrets.map((secret, index) => (index === 0 ? { ...secret, ...change } : secret)),
  };
};

describe('a key file', () => {
  test.each(WORKLOADS)('of %s holds what it needs and nothing else', (workload) => {
    const keys = loadKeys({ json: JSON.stringify(aKeyFile(workload)), name: 'KEYS' }, { workload, now: NOON });
    expect(keys.signingKeys.length).toBe(['identity', 'credentials'].includes(workload) ? 1 : 0);
    expect(keys.consistencyKeys.length).toBe(workload === 'gateway' ? 0 : 1);
    expect(keys.peppers.length).toBe(workload === 'credentials' ? 1 : 0);
    expect(keys.pairSecrets.every(({ caller, receiver }) => [caller, receiver].includes(workload))).toBe(true);
  });

  test('shares each pair’s secret between its two ends, and with nobody else', () => {
    const directory = aDirectory();
    writeKeyFiles(directory, WORKLOADS.map(aKeyFile));
    const secrets = WORKLOADS.flatMap((workload) => aKeyFile(workload).pairSecrets.map(({ secret }) => secret));
    expect(new Set(secrets).size).toBe(secrets.length); // five separate installations share nothing
  });

  test('prints nothing secret', () => {
    const file = aKeyFile('credentials');
    const keys = loadKeys({ json: JSON.stringify(file), name: 'KEYS' }, { workload: 'credentials', now: NOON });
    const printed = inspect(keys, { depth: 9, showHidden: true }) + JSON.stringify(keys);
    const values = [...file.pairSecrets, ...file.consistencyKeys, ...file.peppers]
      .map(({ secret }) => secret)
      .concat(file.signingKeys.flatMap(({ jwk }) => jwk.d ?? []));
    expect(values.length).toBeGreaterThan(5);
    for (const value of values) expect(printed).not.toContain(value);
  });
});

describe('a key file is refused', () => {
  test('when it is absent, naming it and what to do', () => {
    expect(problemsIn(() => loadKeys({ file: '/nowhere/identity.json' }, { workload: 'identity', now: NOON }))).toEqual(
      ['/nowhere/identity.json: does not exist; make it with the keys command'],
    );
  });

  test.each([0o644, 0o606, 0o660, 0o602, 0o777])('when others can read or change it (%o)', (mode) => {
    const directory = aDirectory();
    writeKeyFiles(directory, [aKeyFile('identity')]);
    const file = keyFilePath(directory, 'identity');
    chmodSync(file, mode);
    const [problem] = problemsIn(() => loadKeys({ file }, { workload: 'identity', now: NOON }));
    expect(problem).toContain(`chmod 600 ${file}`);
    for (const fine of [0o600, 0o400, 0o640]) {
      chmodSync(file, fine);
      expect(problemsIn(() => loadKeys({ file }, { workload: 'identity', now: NOON }))).toEqual([]);
    }
  });

  test('when it is not JSON, without quoting it', () => {
    const directory = aDirectory();
    writeFileSync(join(directory, 'identity.json'), '{"secret": topsecret}', { mode: 0o600 });
    const [problem] = problemsIn(() =>
      loadKeys({ file: join(directory, 'identity.json') }, { workload: 'identity', now: NOON }),
    );
    expect(problem).toMatch(/is not JSON/);
    expect(problem).not.toContain('topsecret');
  });

  test('with every problem of its shape at once', () => {
    const problems = problemsOf({
      version: 2,
      workload: 'Identity',
      signingKeys: [{ kid: 'a b', signFrom: 'yesterday', acceptUntil: null }],
      pairSecrets: [{ ...aKeyFile('identity').pairSecrets[0], secret: undefined }],
      peppers: [],
    });
    expect(problems).toEqual([
      'KEYS: version must be 1',
      'KEYS: workload must be a workload name in lower case',
      'KEYS: signingKeys.0.kid must be 1 to 64 letters, digits, - or _',
      'KEYS: signingKeys.0.signFrom must be an RFC 3339 time',
      'KEYS: signingKeys.0.jwk is missing or of the wrong type',
      'KEYS: pairSecrets.0.secret is missing or of the wrong type',
      'KEYS: consistencyKeys is missing or of the wrong type',
    ]);
  });

  test('with a secret of less than 256 bits', () => {
    expect(problemsOf(withSecret({ secret: Buffer.alloc(31, 1).toString('base64url') }))).toEqual([
      'KEYS: pairSecrets.0.secret is too weak: it has 248 bits, at least 256 are needed',
    ]);
  });

  test('with an empty secret', () => {
    expect(problemsOf(withSecret({ secret: '' }))).toEqual([
      'KEYS: pairSecrets.0.secret is too weak: it has 0 bits, at least 256 are needed',
    ]);
  });

  test('with a secret that is no secret', () => {
    expect(problemsOf(withSecret({ secret: Buffer.alloc(32, 1).toString('base64url') }))).toEqual([
      'KEYS: pairSecrets.0.secret is too weak: its bytes repeat; make it with the keys command',
    ]);
    expect(problemsOf(withSecret({ secret: 'changeme-changeme-changeme-changeme-changeme!!' }))).toEqual([
      'KEYS: pairSecrets.0.secret is not base64url',
    ]);
  });

  test('with a signing key that is no Ed25519 key', () => {
    expect(problemsOf(withJwk({ kty: 'EC', crv: 'P-256' }))[0]).toContain('signingKeys.0.jwk is not an Ed25519 key');
    expect(problemsOf(withJwk({ crv: 'X25519' }))[0]).toContain('signingKeys.0.jwk is not an Ed25519 key');
    expect(problemsOf(withJwk({ d: 'AAAA' }))).toEqual(['KEYS: signingKeys.0.jwk is not a usable Ed25519 key']);
  });

  test('with a signing key without its private part, or with somebody else’s public part', () => {
    const file = aKeyFile('identity');
    const publicOnly = {
      ...file,
      signingKeys: file.signingKeys.map(({ jwk: { kty, crv, x }, ...key }) => ({ ...key, jwk: { kty, crv, x } })),
    };
    expect(problemsOf(publicOnly)).toEqual([
      'KEYS: signingKeys.0.jwk has no private part (d), without which nothing can be signed',
    ]);
    expect(problemsOf(withJwk({ x: aKeyFile('identity').signingKeys[0]?.jwk.x ?? '' }))).toEqual([
      'KEYS: signingKeys.0.jwk has a public part (x) that does not belong to its private part',
    ]);
  });

  test('when it is another workload’s', () => {
    expect(problemsOf(aKeyFile('billing'), 'identity')).toEqual([
      'KEYS: workload says that this is the file of billing; it was given to identity',
      'KEYS: signingKeys is empty: identity mints transaction tokens',
    ]);
    expect(problemsOf(withSecret({ caller: 'gateway', receiver: 'billing' }))).toEqual([
      'KEYS: pairSecrets.0 belongs to two other workloads',
    ]);
  });

  test.each([
    ['identity', 'signingKeys', 'KEYS: signingKeys is empty: identity mints transaction tokens'],
    ['credentials', 'peppers', 'KEYS: peppers is empty: credentials keeps keyed hashes'],
    ['billing', 'consistencyKeys', 'KEYS: consistencyKeys is empty: every domain needs them'],
    ['billing', 'pairSecrets', 'KEYS: pairSecrets is empty: this workload could talk to nobody'],
  ])('when %s has no %s', (workload, member, problem) => {
    expect(problemsOf({ ...aKeyFile(workload), [member]: [] }, workload)).toEqual([problem]);
  });

  test('with more than two valid keys for one purpose, or two of one name', () => {
    const file = aKeyFile('identity');
    const keys = [0, 1, 2].flatMap((number) =>
      aKeyFile('identity').signingKeys.map((key) => ({ ...key, kid: `k${number}` })),
    );
    expect(problemsOf({ ...file, signingKeys: keys.slice(0, 2) })).toEqual([]);
    expect(problemsOf({ ...file, signingKeys: keys })).toEqual([
      'KEYS: signingKeys has 3 valid entries; two are enough for a rotation',
    ]);
    expect(problemsOf({ ...file, signingKeys: keys.slice(0, 2).map((key) => ({ ...key, kid: 'k' })) })).toEqual([
      'KEYS: signingKeys has two entries with the same kid',
    ]);
  });

  test('with only keys that are rotated out, or one that ends before it begins', () => {
    const file = aKeyFile('identity');
    const ending = (seconds: number) => ({
      ...file,
      signingKeys: file.signingKeys.map((key) => ({ ...key, acceptUntil: secondsAfter(NOON, seconds).toISOString() })),
    });
    expect(problemsOf(ending(10), 'identity', secondsAfter(NOON, 9))).toEqual([]);
    expect(problemsOf(ending(10), 'identity', secondsAfter(NOON, 10))).toEqual([
      'KEYS: signingKeys has only entries that are rotated out; rotate the keys',
    ]);
    expect(problemsOf(ending(-1), 'identity', secondsAfter(NOON, -9))).toEqual([
      'KEYS: signingKeys has an entry whose acceptUntil is not after its signFrom',
    ]);
  });

  test('without any of its values in what is said', () => {
    const file = withSecret({ secret: 'weak-but-still-mine' });
    expect(problemsOf(file).join()).not.toContain('weak-but-still-mine');
    expect(problemsOf({ ...withJwk({ crv: 'my-curve', d: 'my-private-part' }) }).join()).not.toContain('my-');
  });
});
