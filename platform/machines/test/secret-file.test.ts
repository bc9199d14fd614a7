import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { intentionKey } from '../src/apply/intention.js';
import { secretPlaces } from '../src/apply/secret-places.js';
import { readSecretFileState, reserveSecret } from '../src/secrets/secret-file.js';
import { aCredentialEntry, aFile } from './a-state.js';

const KEY = 'bwk_live_abc';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-secret-'));
  file = join(folder, 'below', 'nightly.key');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the place of a secret', () => {
  test('is taken before there is one, for its owner alone', async () => {
    const place = await reserveSecret(file);
    expect(existsSync(file)).toBe(false);
    expect(statSync(`${file}.pending`).mode & 0o777).toBe(0o600);
    await place.keep(KEY);
    expect(readFileSync(file, 'utf8')).toBe(`${KEY}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.pending`)).toBe(false);
  });

  test('is given back when there is none', async () => {
    await (await reserveSecret(file)).release();
    expect(await readSecretFileState(file)).toBe('ABSENT');
  });

  test('shows that a run was cut short, so that the secret is known to be lost', async () => {
    await reserveSecret(file);
    expect(await readSecretFileState(file)).toBe('PENDING');
    await (await reserveSecret(file)).keep(KEY);
    expect(await readSecretFileState(file)).toBe('KEPT');
  });

  test('is filled by the next run when only the renaming was left', async () => {
    await reserveSecret(file);
    writeFileSync(`${file}.pending`, `${KEY}\n`);
    expect(await readSecretFileState(file)).toBe('KEPT');
    expect(readFileSync(file, 'utf8')).toBe(`${KEY}\n`);
  });

  test('is never a file that holds something else', async () => {
    const other = join(folder, 'id_ed25519');
    writeFileSync(other, '-----BEGIN');
    await expect(reserveSecret(other)).rejects.toThrow('holds something that is no key');
    writeFileSync(other, `${KEY}\n`);
    await (await reserveSecret(other)).keep('bwk_live_new');
    expect(readFileSync(other, 'utf8')).toBe('bwk_live_new\n');
  });

  test('that cannot be written is known before anything is made', async () => {
    writeFileSync(join(folder, 'plain'), KEY);
    await expect(reserveSecret(join(folder, 'plain', 'x.key'))).rejects.toMatchObject({ exit: 2 });
  });
});

describe('where the secrets of a file go', () => {
  test('is beside the file, or below one directory by names that cannot leave it', () => {
    const credentials = [aCredentialEntry({ secret: { file: 'keys/a.key' } }), aCredentialEntry({ name: '../../x' })];
    const places = secretPlaces(aFile({ name: '..', credentials }), '/work/machines.yaml', '/run/keys');
    expect([...places]).toEqual([
      ['../nightly', '/work/keys/a.key'],
      ['../../../x', '/run/keys/%2E%2E/..%2F..%2Fx.key'],
    ]);
  });
});

describe('the key of an intention', () => {
  test('is the same for the same, however it is written, and another for anything else', () => {
    const key = intentionKey('declare', { name: 'a', owner: { kind: 'TENANT', team: null } });
    expect(intentionKey('declare', { owner: { team: null, kind: 'TENANT' }, name: 'a' })).toBe(key);
    expect(intentionKey('declare', { name: 'b', owner: { kind: 'TENANT', team: null } })).not.toBe(key);
    expect(intentionKey('issue', { name: 'a', owner: { kind: 'TENANT', team: null } })).not.toBe(key);
    expect(intentionKey('declare', { name: 'a', owner: { kind: 'TENANT', team: null } }, ['ended'])).not.toBe(key);
    expect(key).toMatch(/^[\x21-\x7e]{1,200}$/);
  });
});
