import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '@bailiwick/cli';
import { testServer } from '@bailiwick/database/testing';
import { quietPorts } from '../../harness/quiet-ports.js';
import { createDomainDatabase, DOMAINS, type Domain, type DomainDatabase } from './databases.js';
import { startIssuer, type Issuer } from './issuer.js';

/** Keys, databases, the issuer; nothing is running yet. */
export interface Site {
  readonly directory: string;
  readonly keys: string;
  readonly ports: Ports;
  readonly issuer: Issuer;
  readonly databases: Readonly<Record<Domain, DomainDatabase>>;
  remove(): Promise<void>;
}

export interface SiteOptions {
  /** A server of one's own, on which the databases have the names of README; else the one that all tests share. */
  readonly ownServer?: string;
}

export async function prepareSite({ ownServer }: SiteOptions = {}): Promise<Site> {
  const server = ownServer ?? testServer();
  if (server === null) throw new Error('These tests need a PostgreSQL server: BAILIWICK_TEST_POSTGRES.');
  const directory = mkdtempSync(join(tmpdir(), 'bailiwick-standalone-'));
  const keys = join(directory, 'keys');
  const [issuer, ports, databases] = await Promise.all([
    startIssuer(directory),
    quietPorts(),
    createDatabases(new URL(server), ownServer !== undefined),
  ]);
  const remove = async (): Promise<void> => {
    issuer.close();
    await Promise.all(Object.values(databases).map((database) => database.remove()));
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, keys, ports, issuer, databases, remove };
}

async function createDatabases(server: URL, isOwn: boolean): Promise<Site['databases']> {
  const nameOf = (domain: Domain): string => (isOwn ? domain : `standalone_${domain}_${randomUUID().slice(0, 8)}`);
  const made = DOMAINS.map(
    async (domain) => [domain, await createDomainDatabase(server, domain, nameOf(domain))] as const,
  );
  return Object.fromEntries(await Promise.all(made)) as Record<Domain, DomainDatabase>; // one for each of DOMAINS
}
