import type { ConnectionSource } from '../connection.js';
import { createDatabase } from '../database.js';
import type { DomainSource } from '../migration/files.js';
import { migrateOver } from '../migration/migrate.js';
import type { Database } from '../types.js';
import { verifyIsolation } from '../isolation/verify.js';
import { dataDirectory, isComplete, markComplete, startAnew } from './data-directory.js';
import type { DataDirectory } from './data-directory.js';
import { lockDirectory } from './lock.js';
import { openPgliteSource } from './pglite-source.js';

/** What is told while the database opens; `Log` of @bailiwick/config fits. */
export interface OpeningLog {
  info(fields: object, message: string): void;
}

export interface EmbeddedOptions {
  /** Holds the database and its lock; made if it is not there. */
  readonly dataDir: string;
  readonly domains: readonly DomainSource[];
  readonly log: OpeningLog;
  /** Fills a new database. A crash or an error in it leaves no database behind, so that the next start begins anew. */
  readonly seed?: (embedded: Embedded) => Promise<void>;
}

/** One PGlite instance with a schema per domain. */
export interface Embedded {
  /** True when this start made the database. */
  readonly isNew: boolean;
  /** One domain's database; closing it closes nothing, `Embedded.close` does. */
  database<Tables>(name: string): Database<Tables>;
  close(): Promise<void>;
}

/** Opens the embedded database, which belongs to this process alone, and brings it to the packages' version. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const directory = dataDirectory(options.dataDir);
  const unlock = await lockDirectory(directory.root);
  try {
    return isComplete(directory)
      ? await openExisting(directory, options, unlock)
      : await makeNew(directory, options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openExisting(directory: DataDirectory, options: EmbeddedOptions, unlock: () => void): Promise<Embedded> {
  const source = await openPgliteSource({ directory: directory.cluster });
  return openDomains(source, options, false, unlock);
}

async function makeNew(directory: DataDirectory, options: EmbeddedOptions, unlock: () => void): Promise<Embedded> {
  options.log.info({ directory: directory.root }, 'embedded database started being made');
  startAnew(directory);
  const source = await openPgliteSource({ directory: directory.cluster, fromTemplate: true });
  const embedded = await openDomains(source, options, true, unlock);
  try {
    await options.seed?.(embedded);
  } catch (error) {
    await source.close();
    throw error;
  }
  markComplete(directory);
  return embedded;
}

async function openDomains(
  source: ConnectionSource,
  options: EmbeddedOptions,
  isNew: boolean,
  unlock: () => void,
): Promise<Embedded> {
  try {
    const databases = new Map<string, Database<never>>();
    for (const domain of options.domains) databases.set(domain.name, await openDomain(source, domain, options.log));
    return new OpenedEmbedded(source, databases, isNew, unlock);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openDomain(source: ConnectionSource, domain: DomainSource, log: OpeningLog): Promise<Database<never>> {
  const lease = await source.acquire();
  try {
    const migrations = await migrateOver(lease, domain, null);
    if (migrations.length > 0) log.info({ domain: domain.name, migrations: migrations.length }, 'migrations applied');
  } finally {
    lease.release();
  }
  const database = createDatabase<never>(domain.name, {
    acquire: () => source.acquire(),
    close: () => Promise.resolve(),
  });
  await verifyIsolation(database, domain, { embedded: true });
  return database;
}

class OpenedEmbedded implements Embedded {
  readonly isNew: boolean;
  readonly #source: ConnectionSource;
  readonly #databases: ReadonlyMap<string, Database<never>>;
  readonly #unlock: () => void;

  constructor(
    source: ConnectionSource,
    databases: ReadonlyMap<string, Database<never>>,
    isNew: boolean,
    unlock: () => void,
  ) {
    this.#source = source;
    this.#databases = databases;
    this.isNew = isNew;
    this.#unlock = unlock;
  }

  database<Tables>(name: string): Database<Tables> {
    const database: unknown = this.#databases.get(name);
    if (database === undefined) throw new Error(`The embedded database was opened without the domain ${name}.`);
    return database as Database<Tables>; // which tables there are is the caller's knowledge, as with openPostgres
  }

  async close(): Promise<void> {
    await this.#source.close();
    this.#unlock();
  }
}
