import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigError } from '@bailiwick/config';
import type { WorkloadTable } from '@bailiwick/request-signature';
import type { KeyFile } from './key-file.js';
import { completed, filesOf, ringOf, type KeyRing } from './key-ring.js';
import { readPrivateFile } from './load-keys.js';
import { parseKeyFile } from './parse-keys.js';
import { rotated, type RotationTimes } from './rotation.js';

export interface GenerateOptions {
  readonly now: Date;
  /** Who talks to whom; a fifth domain's own lines included. */
  readonly table?: WorkloadTable;
}

const EMPTY: KeyRing = {
  workloads: [],
  signingKeys: [],
  accessTokenKeys: [],
  pairSecrets: [],
  consistencyKeys: [],
  peppers: [],
};

/** Key files for these workloads, usable at once: nobody is running yet who could not know them. */
export function generateKeys(workloads: readonly string[], { now, table }: GenerateOptions): readonly KeyFile[] {
  return filesOf(completed(EMPTY, workloads, now, table));
}

export function keyFilePath(directory: string, workload: string): string {
  return join(directory, `${workload}.json`);
}

/** Makes and writes keys for a new installation. Throws `ConfigError` instead of replacing any that are there. */
export function initKeys(
  directory: string,
  workloads: readonly string[],
  options: GenerateOptions,
): readonly KeyFile[] {
  const present = workloads.map((workload) => keyFilePath(directory, workload)).filter((file) => existsSync(file));
  if (present.length > 0)
    throw new ConfigError(
      present.map((file) => `${file}: exists already; rotate it instead, or remove all key files to start anew`),
    );
  const files = generateKeys(workloads, options);
  writeKeyFiles(directory, files);
  return files;
}

/**
 * Rotates every key in the directory; throws `RotationInProgress` or `ConfigError`. Files that an interrupted rotation
 * left different are made equal first, and that is all that this call then does: `completed`.
 */
export function rotateKeys(directory: string, times: RotationTimes): 'rotated' | 'completed' {
  const files = readKeyFiles(directory);
  const ring = ringOf(files);
  const interrupted = !isDeepStrictEqual(filesOf(ring).map(sorted), files.map(sorted));
  writeKeyFiles(directory, filesOf(interrupted ? ring : rotated(ring, times)));
  return interrupted ? 'completed' : 'rotated';
}

/** Who has a file there, or is named in another's: all that ever had keys, until a file of each is gone. */
export function workloadsIn(directory: string): readonly string[] {
  const files = readKeyFiles(directory);
  const named = files.flatMap(({ workload, pairSecrets }) => [
    workload,
    ...pairSecrets.flatMap(({ caller, receiver }) => [caller, receiver]),
  ]);
  return [...new Set(named)];
}

/** Whose files are of a version that knew fewer kinds of keys, or fewer calls; `addWorkloads` completes them. */
export function workloadsLackingKeys(directory: string): readonly string[] {
  const ring = ringOf(readKeyFiles(directory));
  const { accessTokenKeys, pairSecrets } = completed(ring, [], new Date(0));
  const issuers = accessTokenKeys.slice(ring.accessTokenKeys.length).map(({ issuer }) => issuer);
  const pairs = pairSecrets.slice(ring.pairSecrets.length);
  return [...new Set([...issuers, ...pairs.flatMap(({ caller, receiver }) => [caller, receiver])])];
}

/** Gives new workloads their files, and everybody who talks to them the new pairs, from the lead on. */
export function addWorkloads(
  directory: string,
  workloads: readonly string[],
  { now, leadSeconds = 60 }: RotationTimes,
  table?: WorkloadTable,
): void {
  const signFrom = new Date(now.getTime() + leadSeconds * 1000);
  writeKeyFiles(directory, filesOf(completed(ringOf(readKeyFiles(directory)), workloads, signFrom, table)));
}

/**
 * Writes all files, or as good as none: each is written in full beside its place, then all are renamed. A reader sees
 * the old or the new file, never half of one.
 */
export function writeKeyFiles(directory: string, files: readonly KeyFile[]): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const suffix = randomBytes(6).toString('hex');
  const written = files.map((file) => ({
    file,
    to: keyFilePath(directory, file.workload),
    from: join(directory, `.${file.workload}.${suffix}.new`),
  }));
  try {
    for (const { file, from } of written) writePrivately(from, `${JSON.stringify(file, null, 2)}\n`);
    for (const { from, to } of written) renameSync(from, to);
  } finally {
    for (const { from } of written) rmSync(from, { force: true });
  }
}

function writePrivately(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readKeyFiles(directory: string): readonly KeyFile[] {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
  const problems: string[] = names.length > 0 ? [] : [`${directory}: has no key files; make them first`];
  const files = names.flatMap((name) => {
    const path = join(directory, name);
    const file = parseKeyFile(readPrivateFile(path), (place, problem) => problems.push(`${path}: ${place} ${problem}`));
    return file === null ? [] : [file];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return files;
}

function sorted(file: KeyFile): KeyFile {
  const byKid = <Entry extends { readonly kid: string }>(entries: readonly Entry[]) =>
    entries.toSorted((a, b) => a.kid.localeCompare(b.kid));
  return {
    ...file,
    pairSecrets: byKid(file.pairSecrets),
    consistencyKeys: byKid(file.consistencyKeys),
    peppers: byKid(file.peppers),
  };
}
