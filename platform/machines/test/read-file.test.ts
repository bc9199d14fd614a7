import { describe, expect, test } from 'vitest';
import { problemsBetween } from '../src/apply/problems-between.js';
import { fieldOf, readMachinesFile } from '../src/apply/read-file.js';
import { Problem } from '../src/problem.js';
import { aCredential, aFile, aMachine, aRuntime, aTenant } from './a-state.js';

const GOOD = `version: 1
machines:
  - name: copier
    environment: live
    responsibility: { statement: Copies., actions: [platform.use] }
    stewards: [ana@acme.example]
    credentials:
      - name: nightly
        purpose: At night.
        ceiling: [platform.use]
        expiresInDays: 90
`;

const problemsOf = (text: string): readonly string[] => {
  try {
    readMachinesFile(text, 'machines.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.exit).toBe(2);
    return error.details.lines ?? [];
  }
};

describe('a file of machines', () => {
  test('may leave out what has a usual value', () => {
    const { file, placeOf } = readMachinesFile(GOOD, 'machines.yaml');
    expect(file.machines[0]).toMatchObject({
      owner: { kind: 'TENANT' },
      boundary: 'HOME_TENANT_ONLY',
      active: true,
      credentials: [{ kind: 'API_KEY', runtimes: [], networks: [], rotateEveryDays: null }],
    });
    expect(placeOf(['machines', 0, 'credentials', 0, 'ceiling', 0])).toBe('machines.yaml:10:19');
    expect(placeOf(['machines', 0, 'owner', 'kind'])).toBe('machines.yaml:3:5');
  });

  test('may be JSON, which is YAML too', () => {
    expect(problemsOf('{"version": 1, "machines": []}')).toEqual([]);
  });
});

describe('a mistake in it is named with line, column and field', () => {
  test.each([
    [
      'an unknown key',
      GOOD.replace('purpose:', 'purpos:'),
      'machines.yaml:9:9  purpos: There is no such key in machines[0].credentials[0]. Did you mean purpose?',
    ],
    [
      'an unknown key at the top',
      `${GOOD}machine: []\n`,
      'machines.yaml:12:1  machine: There is no such key at the top. Did you mean machines?',
    ],
    [
      'a missing key',
      GOOD.replace('    environment: live\n', ''),
      'machines.yaml:3:5  machines[0].environment: It is missing.',
    ],
    [
      'a wrong type',
      GOOD.replace('expiresInDays: 90', 'expiresInDays: soon'),
      'machines.yaml:11:24  machines[0].credentials[0].expiresInDays: It is a whole number of days.',
    ],
    [
      'a number too large',
      GOOD.replace('expiresInDays: 90', 'expiresInDays: 900'),
      'machines.yaml:11:24  machines[0].credentials[0].expiresInDays: At most 365.',
    ],
    [
      'an unknown word',
      GOOD.replace('environment: live', 'environment: prod'),
      'machines.yaml:4:18  machines[0].environment: It is live or test.',
    ],
    [
      'an owner of no kind',
      GOOD.replace('    stewards', '    owner: { team: Finance }\n    stewards'),
      'machines.yaml:6:12  machines[0].owner.kind: An owner has a kind: TENANT',
    ],
    [
      'an owner’s missing part',
      GOOD.replace('    stewards', '    owner: { kind: RUNTIME }\n    stewards'),
      'machines.yaml:6:12  machines[0].owner.runtime: It is missing.',
    ],
    [
      'another version',
      GOOD.replace('version: 1', 'version: 2'),
      'machines.yaml:1:10  version: This version of bailiwick reads files with version: 1.',
    ],
    [
      'a ceiling beyond the responsibility',
      GOOD.replace('ceiling: [platform.use]', 'ceiling: [platform.use, a.b]'),
      'machines.yaml:10:33  machines[0].credentials[0].ceiling[1]: a.b is not among',
    ],
    [
      'a draft with credentials',
      GOOD.replace('    stewards', '    active: false\n    stewards'),
      'machines.yaml:6:13  machines[0].active: A machine that stays a draft',
    ],
    [
      'the same name twice',
      `${GOOD}${GOOD.slice(GOOD.indexOf('  - name: copier'), GOOD.indexOf('    credentials'))}`,
      'machines.yaml:12:11  machines[1].name: copier stands in the file twice.',
    ],
    ['the same key twice', `${GOOD}version: 1\n`, 'machines.yaml:12:1  Map keys must be unique'],
    ['what is no YAML', 'version: [', 'machines.yaml:1:11  '],
    ['nothing at all', '', 'machines.yaml:1:1  the file: Expected object'],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text).map((each) => each.slice(0, line.length))).toContain(line);
  });

  test('and so is every other one at once', () => {
    expect(problemsOf(GOOD.replace('purpose:', 'purpos:').replace('live', 'prod')).length).toBe(3);
  });

  test('also when aliases multiply', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'
        .split('')
        .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
    ];
    expect(problemsOf(bomb.join('\n'))[0]).toContain('Excessive alias count');
  });
});

describe('a field', () => {
  test('is named as one would point at it', () => {
    expect(fieldOf(['machines', 0, 'owner', 'kind'])).toBe('machines[0].owner.kind');
    expect(fieldOf([])).toBe('the file');
  });
});

describe('file and tenant together show', () => {
  const between = (file: ReturnType<typeof aFile>, state: Parameters<typeof aTenant>[0]) =>
    problemsBetween(file, aTenant(state)).map(({ path, message }) => `${fieldOf(path)}: ${message}`);

  test('nothing, where every name is one thing', () => {
    expect(
      between(aFile({ runtimes: ['runners'] }, { tenant: 'acme' }), { machines: [aMachine()], runtimes: [aRuntime()] }),
    ).toEqual([]);
  });

  test('two machines of one name, of which none is chosen', () => {
    expect(between(aFile(), { machines: [aMachine(), aMachine({ id: 'm2' })] })[0]).toBe(
      'machines[0].name: 2 machine identities here are named copier (m1, m2): which one is meant cannot be known.',
    );
    expect(between(aFile(), { machines: [aMachine(), aMachine({ id: 'm2', state: 'RETIRED' })] })).toEqual([]);
  });

  test('two credentials or runtimes of one name', () => {
    const credentials = [aCredential(), aCredential({ id: 'c2' })];
    const [credential] = between(aFile(), { machines: [aMachine({ credentials })] });
    expect(credential).toContain('machines[0].credentials[0].name: 2 credentials of copier here are named nightly');
    const [runtime] = between(aFile({ runtimes: ['runners'] }), { runtimes: [aRuntime(), aRuntime({ id: 'r2' })] });
    expect(runtime).toContain('machines[0].runtimes[0]: 2 runtimes here are named runners');
  });

  test('a runtime, an agent or a person that nobody knows', () => {
    expect(between(aFile({ runtimes: ['nowhere'] }), {})).toEqual([
      'machines[0].runtimes[0]: There is no runtime nowhere, neither in the file nor in acme.',
    ]);
    expect(between(aFile({ owner: { kind: 'AUTONOMOUS_AGENT', agent: 'nobody' } }), {})[0]).toContain(
      'There is no machine nobody',
    );
    const people = new Map([['ana@acme.example', null]]);
    expect(between(aFile(), { people })).toEqual([
      'machines[0].stewards[0]: No active member of acme is ana@acme.example.',
    ]);
  });

  test('a token of another tenant, before anything else', () => {
    expect(between(aFile({}, { tenant: 'globex' }), {})).toEqual([
      'tenant: The token acts in acme, and the file is for globex.',
    ]);
  });
});
