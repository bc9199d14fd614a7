import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Generated } from 'kysely';
import { onTestFinished } from 'vitest';
import type { DomainSource } from '../src/index.js';

export interface NoteTables {
  note: { tenant_id: Generated<string>; id: Generated<string>; text: string; size: Generated<string> };
  colour: { name: string };
  due: { tenant_id: Generated<string>; kind: string; subject: string; due_at: Date };
  outbox: {
    tenant_id: Generated<string | null>;
    id: Generated<string>;
    xid: Generated<string>;
    type: string;
    subject: string;
    request_id: Generated<string | null>;
    data: unknown;
  };
}

/** A small domain, test/domain/migrations: a table of tenants, a shared one, and something open to system roles. */
export const NOTES: DomainSource = { name: 'notes', directory: new URL('./domain/', import.meta.url) };

export const SILENT = { info: () => undefined, error: () => undefined };

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A domain whose migrations are these files. Given the folder of an earlier one, it replaces that one's. */
export function aDomain(files: Readonly<Record<string, string>>, folder: string = aFolder()): DomainSource {
  rmSync(join(folder, 'migrations'), { recursive: true, force: true });
  mkdirSync(join(folder, 'migrations'));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, 'migrations', name), sql);
  return { name: 'notes', directory: pathToFileURL(`${folder}/`) };
}
