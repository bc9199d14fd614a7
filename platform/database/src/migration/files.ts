import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { codeOf, MigrationMismatch } from '../errors.js';
import { PACKAGE_ROOT } from '../package-root.js';

/** A domain as its database knows it: the schema's name, and the package folder that has `migrations/*.sql`. */
export interface DomainSource {
  readonly name: string;
  readonly directory: URL;
}

export interface Migration {
  /** The platform's own run before the domain's. */
  readonly origin: 'platform' | 'domain';
  readonly name: string;
  readonly checksum: string;
  readonly sql: string;
}

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/** Every migration of a domain's schema, in the order in which they run. */
export function readMigrations(domain: DomainSource): readonly Migration[] {
  return [...readFolder('platform', PACKAGE_ROOT), ...readFolder('domain', domain.directory)];
}

function readFolder(origin: Migration['origin'], root: URL): Migration[] {
  const folder = new URL('migrations/', root.href.endsWith('/') ? root : `${root.href}/`);
  const names = list(folder);
  const numbers = names.map((name) => name.slice(0, 4));
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice !== undefined)
    throw new MigrationMismatch(`Two migrations in ${folder.pathname} have the number ${twice}.`);
  return names.map((name) => readMigration(origin, name, readFileSync(new URL(name, folder), 'utf8')));
}

function list(folder: URL): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    const odd = names.find((name) => !FILE_NAME.test(name));
    if (odd !== undefined) throw new MigrationMismatch(`${odd} in ${folder.pathname} is not named like 0001_noun.sql.`);
    return names.sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []; // a domain without tables of its own
    throw error;
  }
}

/** Line ends are normalised: a checkout on Windows must not look like a changed migration. */
function readMigration(origin: Migration['origin'], name: string, text: string): Migration {
  const sql = text.replaceAll('\r\n', '\n');
  return { origin, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}
