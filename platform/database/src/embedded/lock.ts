import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, DataDirectoryLocked } from '../errors.js';

/** Long enough for a rival that saw the same dead lock to have replaced ours. */
const SETTLE_MS = 100;

/**
 * Takes the directory for this process. Two processes on one PGlite directory lose acknowledged writes silently (run),
 * so the lock comes before PGlite. A lock whose process is gone is replaced; answers how to give it back.
 */
export async function lockDirectory(directory: string): Promise<() => void> {
  mkdirSync(dirname(directory), { recursive: true });
  const file = `${directory}.lock`;
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  if (!create(file, mine)) await replaceDead(file, directory, mine);
  return () => {
    if (read(file) === mine) unlinkSync(file);
  };
}

async function replaceDead(file: string, directory: string, mine: string): Promise<void> {
  const holder = parseHolder(read(file));
  if (holder !== null && isAlive(holder)) throw new DataDirectoryLocked(directory, holder.pid);
  remove(file);
  create(file, mine);
  // Of several that found the same dead lock the last one to write wins, and the others see it here.
  await delay(SETTLE_MS);
  if (read(file) !== mine) throw new DataDirectoryLocked(directory, parseHolder(read(file))?.pid ?? 0);
}

interface Holder {
  readonly pid: number;
  readonly started: string | null;
}

/** A pid alone is not a process: after a restart of the machine or container it belongs to somebody else. */
function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return holder.started === startOf(holder.pid);
}

/** When the process started, in clock ticks since this boot, with the boot's id. Null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${afterName.split(' ')[19] ?? ''}`;
  } catch {
    return null;
  }
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function parseHolder(content: string | null): Holder | null {
  try {
    const value: unknown = JSON.parse(content ?? '');
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') return null;
    return { pid: value.pid, started: 'started' in value && typeof value.started === 'string' ? value.started : null };
  } catch {
    return null; // a crash between creating and writing the file
  }
}
