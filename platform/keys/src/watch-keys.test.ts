import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from '@bailiwick/config';
import { afterEach, describe, expect, test } from 'vitest';
import { aDirectory, NOON, read, WORKLOADS } from '../test/builders.js';
import { initKeys, keyFilePath, rotateKeys, watchKeys, type WatchedKeys } from './index.js';

const told: { readonly level: string; readonly event: string; readonly fields: object }[] = [];
const log = {
  info: (fields: object, event: string) => void told.push({ level: 'info', event, fields }),
  error: (fields: object, event: string) => void told.push({ level: 'error', event, fields }),
};
let watched: WatchedKeys | null = null;

function watch(intervalMs = 60_000): { readonly directory: string; readonly file: string; readonly keys: WatchedKeys } {
  const directory = aDirectory();
  initKeys(directory, WORKLOADS, { now: NOON });
  const file = keyFilePath(directory, 'identity');
  watched = watchKeys({ file, workload: 'identity', log, now: () => NOON, intervalMs });
  return { directory, file, keys: watched };
}

afterEach(() => {
  watched?.stop();
  told.length = 0;
});

describe('watched keys', () => {
  test('follow their file', () => {
    const { directory, keys } = watch();
    const before = keys.current();
    rotateKeys(directory, { now: NOON });
    expect(keys.current()).toBe(before);
    keys.check();
    expect(keys.current().signingKeys).toHaveLength(2);
    expect(told.map(({ event }) => event)).toEqual(['keys reloaded']);
  });

  test('follow it by themselves', async () => {
    const { directory, keys } = watch(10);
    rotateKeys(directory, { now: NOON });
    await expect.poll(() => keys.current().signingKeys.length).toBe(2);
  });

  test('are not read again while nothing changes', () => {
    const { keys } = watch();
    const before = keys.current();
    keys.check();
    keys.check();
    expect(keys.current()).toBe(before);
    expect(told).toEqual([]);
  });

  test.each([
    ['is broken', (file: string) => writeFileSync(file, '{"d": "not yet whole')],
    ['is gone', (file: string) => rmSync(file)],
    ['is open to others', (file: string) => chmodSync(file, 0o644)],
  ])('stay the last good ones when the file %s, which is said once', (_, damage) => {
    const { file, keys } = watch();
    const before = keys.current();
    damage(file);
    keys.check();
    keys.check();
    expect(keys.current()).toBe(before);
    expect(told.map(({ level, event }) => [level, event])).toEqual([
      ['error', 'key file refused, last good keys kept'],
    ]);
  });

  test('follow the file again when it is repaired', () => {
    const { directory, file, keys } = watch();
    const good = JSON.stringify(read(directory, 'identity'));
    writeFileSync(file, '{');
    keys.check();
    writeFileSync(file, good);
    keys.check();
    expect(told.map(({ event }) => event)).toEqual(['key file refused, last good keys kept', 'keys reloaded']);
  });

  test('never tell the log a secret', () => {
    const { directory, keys } = watch();
    rotateKeys(directory, { now: NOON });
    keys.check();
    const { pairSecrets, signingKeys } = read(directory, 'identity');
    for (const value of [...pairSecrets.map(({ secret }) => secret), ...signingKeys.map(({ jwk }) => jwk.d ?? '')])
      expect(JSON.stringify(told)).not.toContain(value);
  });

  test('must be good at the start', () => {
    expect(() => watchKeys({ file: '/nowhere.json', workload: 'identity', log })).toThrow(ConfigError);
  });
});
