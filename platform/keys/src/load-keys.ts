import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '@bailiwick/config';
import type { KeySet } from './key-set.js';
import { parseKeys } from './parse-keys.js';

/** A file, or the same JSON in an environment variable, with the name to call it in messages. */
export type KeysSource = { readonly file: string } | { readonly json: string; readonly name: string };

export interface LoadOptions {
  /** Whose keys they must be. */
  readonly workload: string;
  readonly now: Date;
}

/** Reads one workload's keys. Throws `ConfigError` with every problem; no value is ever in it. */
export function loadKeys(source: KeysSource, { workload, now }: LoadOptions): KeySet {
  if ('json' in source) return parseKeys(source.json, source.name, workload, now);
  return parseKeys(readPrivateFile(source.file), source.file, workload, now);
}

/** Reads a file that only its owner, or at most its group, can read. Throws `ConfigError`. */
export function readPrivateFile(file: string): string {
  const mode = fileSystem(file, () => statSync(file).mode & 0o777);
  // A secret that others could read or replace is not one. Group reading is how container platforms hand out secrets.
  if (process.platform !== 'win32' && (mode & 0o027) !== 0) {
    throw new ConfigError([
      `${file}: can be read or changed by others (mode ${mode.toString(8).padStart(4, '0')}); run: chmod 600 ${file}`,
    ]);
  }
  return fileSystem(file, () => readFileSync(file, 'utf8'));
}

function fileSystem<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ConfigError([
      code === 'ENOENT'
        ? `${file}: does not exist; make it with the keys command`
        : `${file}: cannot be read (${code})`,
    ]);
  }
}
