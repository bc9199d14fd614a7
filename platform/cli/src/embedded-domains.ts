import type { Log } from '@bailiwick/config';
import type { Embedded } from '@bailiwick/database';
import { keyFilePath, watchKeys } from '@bailiwick/keys';
import { hostKeys, type RunningDomain } from '@bailiwick/subgraph-host';
import { DEVELOPMENT } from './demo-plan.js';
import type { DevelopmentIssuer } from './development-issuer.js';
import { createDomainSwitches, type DomainSwitches } from './domain-switches.js';
import { DOMAIN_NAMES, DOMAINS, mapRecord, type DomainName } from './domains.js';
import { keyDirectory } from './key-files.js';
import type { Ports } from './ports.js';

export interface EmbeddedDomains extends DomainSwitches {
  readonly running: readonly RunningDomain[];
  stop(graceMs?: number): Promise<void>;
}

export interface EmbeddedDomainsOptions {
  readonly embedded: Embedded;
  readonly dataDir: string;
  readonly host: string;
  readonly ports: Ports;
  readonly issuer: DevelopmentIssuer;
  readonly startedAt: Date;
  readonly now: () => Date;
  readonly log: Log;
}

/** Hosts every domain in this process, each on its own ports, all on the one embedded database. */
export async function hostEmbeddedDomains(options: EmbeddedDomainsOptions): Promise<EmbeddedDomains> {
  const watched = mapRecord(DOMAINS, (_, workload) => {
    const file = keyFilePath(keyDirectory(options.dataDir), workload);
    return watchKeys({ file, workload, log: options.log });
  });
  const start = (name: DomainName, startedAt: Date): Promise<RunningDomain> =>
    DOMAINS[name].host(hostingOf(name, { ...options, startedAt }, watched[name].current));
  const running = await Promise.all(DOMAIN_NAMES.map((name) => start(name, options.startedAt)));
  // Who comes back has forgotten the nonces that it saw: what was signed before then is refused, as after any restart.
  const switches = createDomainSwitches(running, (name) => start(name as DomainName, options.now())); // one of those running
  return {
    ...switches,
    running,
    stop: async (graceMs) => {
      await switches.stopAll(graceMs);
      for (const keys of Object.values(watched)) keys.stop();
    },
  };
}

type Hosting = Parameters<(typeof DOMAINS)[DomainName]['host']>[0];

/** What a domain that runs alone reads from its settings. */
function hostingOf(name: DomainName, options: EmbeddedDomainsOptions, keys: Hosting['surroundings']['keys']): Hosting {
  const { embedded, issuer, host, ports, startedAt, now, log } = options;
  const at = (port: number): URL => new URL(`http://${host}:${port}`);
  const publicPort = DOMAINS[name].ports.publicPort === null ? null : ports[`${name}Public`];
  return {
    embedded,
    surroundings: { issuer, keys, domains: DOMAIN_NAMES, publicUrl: publicPort === null ? null : at(publicPort) },
    keys: hostKeys(keys),
    host,
    port: ports[name],
    publicPort,
    peers: mapRecord(DOMAINS, (_, peer) => at(ports[peer])),
    jwks: { identity: jwksUrl(at(ports.identityPublic)), credentials: jwksUrl(at(ports.credentialsPublic)) },
    authority: null,
    trustDomain: DEVELOPMENT,
    startedAt,
    now,
    log: log.child({ domain: name }),
  };
}

function jwksUrl(base: URL): URL {
  return new URL('/.well-known/txn-jwks.json', base);
}
