import { MigrationMismatch } from '../errors.js';
import type { Migration } from './files.js';

export interface AppliedMigration {
  readonly origin: string;
  readonly name: string;
  readonly checksum: string;
}

/** Which migrations are still to run. Refuses a history that the files do not continue. */
export function pendingMigrations(
  domain: string,
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const missing = applied.find((row) => !files.some((file) => isSame(file, row)));
  if (missing !== undefined) {
    throw new MigrationMismatch(
      `${describe(domain, missing)} was applied to this database, but its file is missing. Run a release that has it.`,
    );
  }
  requireUnchanged(domain, files, applied);
  const pending = files.filter((file) => !applied.some((row) => isSame(file, row)));
  const late = pending.find((file) => applied.some((row) => row.origin === file.origin && row.name > file.name));
  if (late !== undefined) {
    throw new MigrationMismatch(
      `${describe(domain, late)} has a lower number than a migration that was already applied. Give it the next number.`,
    );
  }
  return pending;
}

export function requireUnchanged(
  domain: string,
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): void {
  const changed = applied.find((row) => files.some((file) => isSame(file, row) && file.checksum !== row.checksum));
  if (changed === undefined) return;
  throw new MigrationMismatch(
    `${describe(domain, changed)} was changed after it was applied. Restore the file, and put the change into a new migration.`,
  );
}

function isSame(file: Migration, row: AppliedMigration): boolean {
  return file.origin === row.origin && file.name === row.name;
}

function describe(domain: string, migration: Pick<AppliedMigration, 'origin' | 'name'>): string {
  return `Migration ${migration.name} of ${migration.origin === 'platform' ? 'the platform' : domain}`;
}
