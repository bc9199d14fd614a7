import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initKeys, keyFilePath, loadKeys } from '@bailiwick/keys';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WORKLOADS } from './domains.js';
import { addNewKeys, ensureKeys, keyDirectory } from './key-files.js';

const NOON = new Date('2026-11-21T12:00:00Z');

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-keys-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

const file = (workload: string): string => keyFilePath(keyDirectory(dataDir), workload);
const beforeBilling = (): void =>
  void initKeys(
    keyDirectory(dataDir),
    WORKLOADS.filter((name) => name !== 'billing'),
    { now: NOON },
  );
const secretsToBilling = (workload: string) =>
  loadKeys({ file: file(workload) }, { workload, now: NOON }).pairSecrets.filter(
    ({ receiver }) => receiver === 'billing',
  );

describe('the keys of the embedded platform', () => {
  test('are made for every workload on the first start', () => {
    ensureKeys(dataDir, NOON);
    expect(WORKLOADS.filter((workload) => !existsSync(file(workload)))).toEqual([]);
  });

  test('are made for a domain that is new, and good at once', () => {
    beforeBilling();
    ensureKeys(dataDir, NOON);
    expect(secretsToBilling('gateway')).toMatchObject([{ signFrom: NOON }]);
    expect(secretsToBilling('billing').map(({ kid }) => kid)).toEqual(
      expect.arrayContaining(secretsToBilling('gateway').map(({ kid }) => kid)),
    );
  });

  test('are left alone when nobody is new', () => {
    ensureKeys(dataDir, NOON);
    const before = readFileSync(file('gateway'), 'utf8');
    ensureKeys(dataDir, NOON);
    expect(readFileSync(file('gateway'), 'utf8')).toBe(before);
  });

  test('are not made anew for a workload that had some', () => {
    ensureKeys(dataDir, NOON);
    rmSync(file('billing'));
    expect(() => ensureKeys(dataDir, NOON)).toThrow(/billing\.json: is gone.*put it back, or remove/);
    expect(existsSync(file('billing'))).toBe(false);
  });
});

describe('the keys of a domain that is added in production', () => {
  test('are used only after the lead, when every service has read them', () => {
    beforeBilling();
    expect(addNewKeys(keyDirectory(dataDir), NOON, 60, '')).toEqual(['billing']);
    expect(secretsToBilling('gateway')).toMatchObject([{ signFrom: new Date('2026-11-21T12:01:00Z') }]);
    expect(addNewKeys(keyDirectory(dataDir), NOON, 60, '')).toEqual([]);
  });
});
