import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@bailiwick/config';
import { extendWorkloadTable, WORKLOAD_TABLE } from '@bailiwick/request-signature';
import { describe, expect, test } from 'vitest';
import { aDirectory, NOON, problemsIn, read, readAll, secondsAfter, WORKLOADS } from '../test/builders.js';
import {
  addWorkloads,
  initKeys,
  keyFilePath,
  loadKeys,
  rotateKeys,
  RotationInProgress,
  workloadsLackingKeys,
  writeKeyFiles,
} from './index.js';

function anInstallation(): string {
  const directory = join(aDirectory(), 'keys');
  initKeys(directory, WORKLOADS, { now: NOON });
  return directory;
}

const problemsOfAll = (directory: string, now: Date) =>
  WORKLOADS.flatMap((workload) =>
    problemsIn(() => loadKeys({ file: keyFilePath(directory, workload) }, { workload, now })),
  );

describe('a new installation', () => {
  test('gets one good file per workload that nobody else can read', () => {
    const directory = anInstallation();
    expect(readdirSync(directory)).toEqual([
      'access.json',
      'billing.json',
      'credentials.json',
      'gateway.json',
      'identity.json',
    ]);
    expect(WORKLOADS.map((workload) => statSync(keyFilePath(directory, workload)).mode & 0o777)).toEqual([
      0o600, 0o600, 0o600, 0o600, 0o600,
    ]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(problemsOfAll(directory, NOON)).toEqual([]);
  });

  test('gives both ends of a pair the same secret, and everybody else another', () => {
    const directory = anInstallation();
    const holders = new Map<string, string[]>();
    for (const workload of WORKLOADS)
      for (const { secret } of read(directory, workload).pairSecrets)
        holders.set(secret, [...(holders.get(secret) ?? []), workload]);
    expect([...holders.values()].every((of) => of.length === 2)).toBe(true);
    expect(holders.size).toBe(15);
  });

  test('never replaces keys that are there', () => {
    const directory = anInstallation();
    const before = readAll(directory);
    expect(() => initKeys(directory, WORKLOADS, { now: NOON })).toThrow(ConfigError);
    expect(readAll(directory)).toEqual(before);
  });

  test('leaves no half-written file behind when it cannot be written', () => {
    const directory = aDirectory();
    mkdirSync(join(directory, 'identity.json', 'in-the-way'), { recursive: true });
    expect(() =>
      writeKeyFiles(
        directory,
        ['billing', 'identity'].map((workload) => read(anInstallation(), workload)),
      ),
    ).toThrow();
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('rotating an installation', () => {
  test('gives every key a successor that signs after the lead, and the old one an end', () => {
    const directory = anInstallation();
    const before = read(directory, 'credentials');
    expect(rotateKeys(directory, { now: NOON, leadSeconds: 60, overlapSeconds: 300 })).toBe('rotated');
    const after = read(directory, 'credentials');
    for (const member of ['signingKeys', 'pairSecrets', 'consistencyKeys'] as const) {
      expect(after[member].length).toBe(before[member].length * 2);
      for (const { kid, signFrom, acceptUntil } of after[member]) {
        const isOld = before[member].some((entry) => entry.kid === kid);
        expect([signFrom, acceptUntil]).toEqual(
          isOld
            ? [NOON.toISOString(), secondsAfter(NOON, 360).toISOString()]
            : [secondsAfter(NOON, 60).toISOString(), null],
        );
      }
    }
    expect(problemsOfAll(directory, NOON)).toEqual([]);
  });

  test('keeps every pepper for good: stored hashes name it', () => {
    const directory = anInstallation();
    const [pepper] = read(directory, 'credentials').peppers;
    for (const hours of [0, 1, 2]) rotateKeys(directory, { now: secondsAfter(NOON, hours * 3600) });
    const { peppers } = read(directory, 'credentials');
    expect([peppers.length, peppers[0]]).toEqual([4, pepper]);
  });

  test('waits for the last rotation to end, then forgets what it rotated out', () => {
    const directory = anInstallation();
    const [first] = read(directory, 'identity').signingKeys;
    rotateKeys(directory, { now: NOON });
    const before = readAll(directory);
    expect(() => rotateKeys(directory, { now: secondsAfter(NOON, 359) })).toThrow(RotationInProgress);
    expect(() => rotateKeys(directory, { now: secondsAfter(NOON, 359) })).toThrow('until 2026-03-01T12:06:00.000Z');
    expect(readAll(directory)).toEqual(before);
    // Access tokens live for five minutes, so the keys that signed them have a longer end than the hops'.
    expect(() => rotateKeys(directory, { now: secondsAfter(NOON, 364) })).toThrow('until 2026-03-01T12:06:05.000Z');
    expect(rotateKeys(directory, { now: secondsAfter(NOON, 365) })).toBe('rotated');
    expect(read(directory, 'identity').signingKeys.map(({ kid }) => kid)).not.toContain(first?.kid);
  });

  test('completes a rotation that was interrupted between two files', () => {
    const directory = anInstallation();
    const gateway = read(directory, 'gateway');
    rotateKeys(directory, { now: NOON });
    const kids = () => WORKLOADS.map((workload) => kidsOf(read(directory, workload)));
    const whole = kids();
    writeKeyFiles(directory, [gateway]);
    expect(kids()).not.toEqual(whole);
    expect(rotateKeys(directory, { now: secondsAfter(NOON, 1) })).toBe('completed');
    expect(kids()).toEqual(whole);
    expect(() => rotateKeys(directory, { now: secondsAfter(NOON, 1) })).toThrow(RotationInProgress);
  });

  test('touches nothing when a file is broken or open to others', () => {
    const directory = anInstallation();
    chmodSync(keyFilePath(directory, 'billing'), 0o644);
    expect(() => rotateKeys(directory, { now: NOON })).toThrow('chmod 600');
    chmodSync(keyFilePath(directory, 'billing'), 0o600);
    writeFileSync(keyFilePath(directory, 'billing'), '{');
    const before = readAll(directory);
    expect(() => rotateKeys(directory, { now: NOON })).toThrow('is not JSON');
    expect(readAll(directory)).toEqual(before);
    expect(() => rotateKeys(aDirectory(), { now: NOON })).toThrow('has no key files');
  });
});

describe('a fifth domain', () => {
  test('gets its file, and only those who talk to it get new secrets', () => {
    const directory = anInstallation();
    const before = Object.fromEntries(
      WORKLOADS.map((workload) => [workload, read(directory, workload).pairSecrets.length]),
    );
    const table = extendWorkloadTable(WORKLOAD_TABLE, {
      events: [{ type: 'billing.readiness.changed', consumers: ['warehouse'] }],
    });
    addWorkloads(directory, ['warehouse'], { now: NOON }, table);
    expect(
      read(directory, 'warehouse')
        .pairSecrets.map(({ caller, receiver }) => `${caller}>${receiver}`)
        .toSorted(),
    ).toEqual(['access>warehouse', 'gateway>warehouse', 'warehouse>billing']);
    expect(read(directory, 'warehouse').consistencyKeys).toEqual(read(directory, 'billing').consistencyKeys);
    expect(
      WORKLOADS.filter((workload) => read(directory, workload).pairSecrets.length > (before[workload] ?? 0)),
    ).toEqual(['gateway', 'access', 'billing']);
    expect(rotateKeys(directory, { now: NOON })).toBe('rotated');
  });
});

function kidsOf(file: ReturnType<typeof read>): readonly string[] {
  return [...file.signingKeys, ...file.pairSecrets, ...file.consistencyKeys].map(({ kid }) => kid).toSorted();
}

describe('an installation from before there were access tokens', () => {
  test('is told what its file lacks, and gets it without losing anything', () => {
    const directory = anInstallation();
    const { accessTokenKeys: _, ...older } = read(directory, 'credentials');
    writeFileSync(keyFilePath(directory, 'credentials'), JSON.stringify(older));
    expect(() =>
      loadKeys({ file: keyFilePath(directory, 'credentials') }, { workload: 'credentials', now: NOON }),
    ).toThrow('accessTokenKeys is empty');
    expect(workloadsLackingKeys(directory)).toEqual(['credentials']);
    addWorkloads(directory, [], { now: NOON, leadSeconds: 0 });
    const completed = read(directory, 'credentials');
    expect(completed.accessTokenKeys).toMatchObject([{ acceptUntil: null }]);
    expect([completed.signingKeys, completed.peppers]).toEqual([older.signingKeys, older.peppers]);
    expect(completed.pairSecrets.map(({ kid }) => kid).sort()).toEqual(older.pairSecrets.map(({ kid }) => kid).sort());
    expect(workloadsLackingKeys(directory)).toEqual([]);
  });
});

describe('an installation from before domains reported their uses to credentials', () => {
  const isNewCall = ({ caller, receiver }: { readonly caller: string; readonly receiver: string }) =>
    receiver === 'credentials' && ['billing', 'identity'].includes(caller);
  const older = (): string => {
    const directory = anInstallation();
    for (const workload of WORKLOADS) {
      const file = read(directory, workload);
      const pairSecrets = file.pairSecrets.filter((pair) => !isNewCall(pair));
      writeFileSync(keyFilePath(directory, workload), JSON.stringify({ ...file, pairSecrets }));
    }
    return directory;
  };

  test('is told at the start which command gives it the pairs', () => {
    const directory = older();
    expect(() => loadKeys({ file: keyFilePath(directory, 'billing') }, { workload: 'billing', now: NOON })).toThrow(
      /lacks the pair billing → credentials, which is new in this version; .*: npm run keys -- add --dir DIR$/,
    );
  });

  test('gets them with that command, at both ends, and keeps the others', () => {
    const directory = older();
    const before = kidsOf(read(directory, 'credentials'));
    expect([...workloadsLackingKeys(directory)].sort()).toEqual(['billing', 'credentials', 'identity']);
    addWorkloads(directory, [], { now: NOON, leadSeconds: 0 });
    for (const workload of WORKLOADS)
      expect(() => loadKeys({ file: keyFilePath(directory, workload) }, { workload, now: NOON })).not.toThrow();
    expect(kidsOf(read(directory, 'credentials'))).toEqual(expect.arrayContaining([...before]));
    expect(read(directory, 'billing').pairSecrets.filter(isNewCall)).toEqual(
      read(directory, 'credentials').pairSecrets.filter((pair) => isNewCall(pair) && pair.caller === 'billing'),
    );
    expect(workloadsLackingKeys(directory)).toEqual([]);
  });
});
