import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@bailiwick/config';
import { generateKeys, loadKeys, type KeyFile, type KeySet } from '../src/index.js';

export const NOON = new Date('2026-03-01T12:00:00Z');
export const WORKLOADS = ['gateway', 'access', 'billing', 'identity', 'credentials'];

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

export function aDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'bailiwick-keys-'));
}

/** A fresh key file of one workload, usable from noon on. */
export function aKeyFile(workload: string): KeyFile {
  const file = generateKeys(WORKLOADS, { now: NOON }).find((each) => each.workload === workload);
  if (file === undefined) throw new Error(`no such workload: ${workload}`);
  return file;
}

export function read(directory: string, workload: string): KeyFile {
  return JSON.parse(readFileSync(join(directory, `${workload}.json`), 'utf8')) as KeyFile; // written by this package
}

export function readAll(directory: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

/** What is said about a file's content; empty when it is good. */
export function problemsOf(content: unknown, workload = 'identity', now = NOON): readonly string[] {
  return problemsIn(() =>
    loadKeys(
      { json: typeof content === 'string' ? content : JSON.stringify(content), name: 'KEYS' },
      { workload, now },
    ),
  );
}

export function problemsIn(load: () => KeySet): readonly string[] {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
