import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPgliteSource } from '../embedded/pglite-source.js';
import type { DomainSource } from '../migration/files.js';
import { readMigrations } from '../migration/files.js';
import { migrateOver } from '../migration/migrate.js';
import { PACKAGE_ROOT } from '../package-root.js';

/** Of the whole repository: packages share it. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/bailiwick-database/', PACKAGE_ROOT));
const COPY_PREFIX = 'bailiwick-test-';

/** A copy of a migrated database, for this process alone. */
export async function copyTemplate(domain: DomainSource): Promise<string> {
  sweepCopies();
  const template = await prepareTemplate(domain);
  const copy = mkdtempSync(join(tmpdir(), `${COPY_PREFIX}${process.pid}-`));
  cpSync(template, copy, { recursive: true });
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  return copy;
}

/** Named after everything that it is made of. Two processes may both make it; the first to rename it wins. */
async function prepareTemplate(domain: DomainSource): Promise<string> {
  const template = join(CACHE, `${domain.name}-${fingerprint(domain)}`);
  if (existsSync(template)) return template;
  const preparing = join(CACHE, `preparing-${process.pid}-${randomUUID()}`);
  mkdirSync(preparing, { recursive: true });
  try {
    await makeTemplate(preparing, domain);
    forgetOutdated();
    renameSync(preparing, template);
  } catch (error) {
    rmSync(preparing, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  }
  return template;
}

function fingerprint(domain: DomainSource): string {
  const hash = createHash('sha256').update(readFileSync(new URL('package.json', PACKAGE_ROOT)));
  for (const { origin, name, checksum } of readMigrations(domain)) hash.update(`${origin}/${name}/${checksum}\n`);
  return hash.digest('hex').slice(0, 16);
}

async function makeTemplate(directory: string, domain: DomainSource): Promise<void> {
  const source = await openPgliteSource({ directory, fromTemplate: true });
  try {
    const lease = await source.acquire();
    await migrateOver(lease, domain, null).finally(() => lease.release());
  } finally {
    await source.close();
  }
}

/** Removes what tests of a process that was killed left behind: 40 MB each. */
function sweepCopies(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(COPY_PREFIX))) {
    const pid = Number(name.slice(COPY_PREFIX.length).split('-')[0]);
    if (!isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** An outdated one may still be being copied by a process that started before the migrations changed. */
function forgetOutdated(): void {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(CACHE)) {
    // Another process may have renamed or removed it since it was listed.
    const found = statSync(join(CACHE, name), { throwIfNoEntry: false });
    if (found !== undefined && found.mtimeMs < anHourAgo) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
