import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where one embedded database lives below the data directory. */
export interface DataDirectory {
  readonly database: string;
  /** A first start that has not ended. If one is found, its process crashed: it holds nothing anybody was promised. */
  readonly preparing: string;
}

export function dataDirectory(root: string): DataDirectory {
  return { database: join(root, 'database'), preparing: join(root, 'database.preparing') };
}

export function isPrepared(directory: DataDirectory): boolean {
  return existsSync(join(directory.database, 'PG_VERSION'));
}

/** An empty folder to prepare in, whatever a crashed first start left there. Only under the lock. */
export function startPreparing(directory: DataDirectory): void {
  rmSync(directory.preparing, { recursive: true, force: true });
  mkdirSync(directory.preparing, { recursive: true, mode: 0o700 });
}

/** The database appears whole or not at all. */
export function finishPreparing(directory: DataDirectory): void {
  if (existsSync(directory.database) && readdirSync(directory.database).length === 0) rmSync(directory.database, { recursive: true });
  mkdirSync(dirname(directory.database), { recursive: true });
  renameSync(directory.preparing, directory.database);
}

export function discardPreparation(directory: DataDirectory): void {
  rmSync(directory.preparing, { recursive: true, force: true });
}
