import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORTS, type Ports } from '@bailiwick/cli';
import { testServer } from '@bailiwick/database/testing';
import { createDomainDatabase, DOMAINS, type Domain, type DomainDatabase } from './databases.js';
import { startIssuer, type Issuer } from './issuer.js';
import { quietPort } from './quiet-ports.js';

/** Keys, databases, the issuer; nothing is running yet. */
export interface Site {
  readonly directory: string;
  readonly keys: string;
  readonly ports: Ports;
  readonly issuer: Issuer;
  readonly databases: Readonly<Record<Domain, DomainDatabase>>;
  remove(): Promise<void>;
}

export async function prepareSite(): Promise<Site> {
  const server = testServer();
  if (server === null) throw new Error('These tests need a PostgreSQL server: BAILIWICK_TEST_POSTGRES.');
  const directory = mkdtempSync(join(tmpdir(), 'bailiwick-standalone-'));
  const keys = join(directory, 'keys');
  const [issuer, ports, ...made] = await Promise.all([
    startIssuer(directory),
    quietPorts(),
    ...DOMAINS.map((domain) => createDomainDatabase(new URL(server), domain)),
  ]);
  const [access, billing, identity, credentials] = made as [
    DomainDatabase,
    DomainDatabase,
    DomainDatabase,
    DomainDatabase,
  ]; // one for each of DOMAINS
  const remove = async (): Promise<void> => {
    issuer.close();
    await Promise.all(made.map((database) => database.remove()));
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, keys, ports, issuer, databases: { access, billing, identity, credentials }, remove };
}

async function quietPorts(): Promise<Ports> {
  const chosen: Record<keyof Ports, number> = { ...DEFAULT_PORTS };
  for (const name of Object.keys(DEFAULT_PORTS) as (keyof Ports)[]) chosen[name] = await quietPort(); // its own keys
  return chosen;
}
