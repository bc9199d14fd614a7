import { statSync } from 'node:fs';
import { ConfigError } from '@bailiwick/config';
import type { KeySet } from './key-set.js';
import { loadKeys } from './load-keys.js';

export interface WatchOptions {
  readonly file: string;
  readonly workload: string;
  readonly log: KeyLog;
  readonly now?: () => Date;
  /** Default 2 s: far below a rotation's lead, so that a new secret is known everywhere before it is used. */
  readonly intervalMs?: number;
}

export interface KeyLog {
  info(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

export interface WatchedKeys {
  /** The newest keys that were good. */
  readonly current: () => KeySet;
  /** Looks now instead of at the next poll. */
  readonly check: () => void;
  readonly stop: () => void;
}

/**
 * Keeps a workload's keys up to date with its file. The first read must succeed (throws `ConfigError`); afterwards a
 * broken file is told to the log once and the last good keys stay, because half a rotation is no reason to stop serving.
 * Polls, since file events do not arrive for mounted secrets.
 */
export function watchKeys({
  file,
  workload,
  log,
  now = () => new Date(),
  intervalMs = 2000,
}: WatchOptions): WatchedKeys {
  // Looked at before it is read: a change in between is then noticed at the next poll instead of never.
  let seen = stateOf(file);
  let keys = loadKeys({ file }, { workload, now: now() });
  const check = (): void => {
    const state = stateOf(file);
    if (state === seen) return;
    seen = state;
    try {
      keys = loadKeys({ file }, { workload, now: now() });
      log.info({ file, workload, kids: kidsOf(keys) }, 'keys reloaded');
    } catch (error) {
      log.error({ file, workload, problems: problemsOf(error) }, 'key file refused, last good keys kept');
    }
  };
  const timer = setInterval(check, intervalMs);
  timer.unref();
  return { current: () => keys, check, stop: () => clearInterval(timer) };
}

/** Modification time alone is too coarse for two writes in a row; the inode changes with every atomic replacement. */
function stateOf(file: string): string {
  try {
    const { mtimeMs, ino, size, mode } = statSync(file);
    return [mtimeMs, ino, size, mode].join(' ');
  } catch {
    return 'unreadable'; // what is wrong with it is said by whoever then reads it
  }
}

function kidsOf({ signingKeys, pairSecrets }: KeySet): readonly string[] {
  return [...signingKeys, ...pairSecrets].map(({ kid }) => kid);
}

/** Of an error that is not ours only its name: its message might quote the file. */
function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  return [error instanceof Error ? error.name : 'unknown error'];
}
