import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFolder } from '../../test/builders.js';
import { DataDirectoryLocked } from '../errors.js';
import { lockDirectory } from './lock.js';

const NO_PROCESS = 2 ** 22 + 1;

describe('the lock of a data directory', () => {
  test('is taken once and given back', async () => {
    const directory = join(aFolder(), 'new', 'database');
    const unlock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DataDirectoryLocked);
    unlock();
    (await lockDirectory(directory))();
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });

  test.each([
    ['a process that is gone', JSON.stringify({ pid: NO_PROCESS, started: null })],
    ['an earlier process with our pid', JSON.stringify({ pid: process.pid, started: 'another boot/1' })],
    ['a crash while it was written', ''],
  ])('is replaced when it is of %s', async (_whose, content) => {
    const directory = join(aFolder(), 'database');
    writeFileSync(`${directory}.lock`, content);
    const unlock = await lockDirectory(directory);
    expect(JSON.parse(readFileSync(`${directory}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
  });

  test("is left alone when it has become another's", async () => {
    const directory = join(aFolder(), 'database');
    const unlock = await lockDirectory(directory);
    writeFileSync(`${directory}.lock`, 'of another');
    unlock();
    expect(readFileSync(`${directory}.lock`, 'utf8')).toBe('of another');
  });
});
