import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where one embedded database lives below the data directory. */
export interface DataDirectory {
  readonly root: string;
  /** What PGlite writes. */
  readonly cluster: string;
  /** Written when the database has been made, migrated and seeded. */
  readonly complete: string;
}

export function dataDirectory(dataDir: string): DataDirectory {
  const root = join(dataDir, 'database');
  return { root, cluster: join(root, 'cluster'), complete: join(root, 'complete') };
}

export function isComplete(directory: DataDirectory): boolean {
  return existsSync(directory.complete);
}

/**
 * An empty folder, whatever a crashed first start left there: without the mark nobody was told that it exists. A mark
 * instead of a rename at the end: PGlite keeps paths open, and opening it twice costs two seconds and 90 MB.
 */
export function startAnew(directory: DataDirectory): void {
  rmSync(directory.root, { recursive: true, force: true });
  mkdirSync(directory.cluster, { recursive: true, mode: 0o700 });
}

export function markComplete(directory: DataDirectory): void {
  writeFileSync(directory.complete, `made ${new Date().toISOString()}\n`);
}
