import { access, type AccessTables } from '@bailiwick/access';
import { billing, type BillingTables } from '@bailiwick/billing';
import type { Log } from '@bailiwick/config';
import { credentials, type CredentialsTables } from '@bailiwick/credentials';
import type { Embedded } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import { identity, type IdentityTables } from '@bailiwick/identity';
import { keyFilePath, watchKeys, type WatchedKeys } from '@bailiwick/keys';
import { hostDomain, hostKeys, type DomainDefinition, type Minter, type RunningDomain } from '@bailiwick/subgraph-host';
import { DEVELOPMENT } from './demo-plan.js';
import type { DevelopmentIssuer } from './development-issuer.js';
import { keyDirectory } from './key-files.js';
import type { Ports } from './ports.js';

export const DEFINITIONS = [access, billing, identity, credentials] as const;

export interface EmbeddedDomains {
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

/** Hosts the four domains in this process, each on its own ports, all on the one embedded database. */
export async function hostEmbeddedDomains(options: EmbeddedDomainsOptions): Promise<EmbeddedDomains> {
  const watched = new Map(DEFINITIONS.map(({ name }) => [name, openKeys(name, options)]));
  const keysOf = (name: string): WatchedKeys => watched.get(name) ?? openKeys(name, options);
  const start = <Tables extends PlatformTables>(
    definition: DomainDefinition<Tables>,
    publicPort: number | null,
    settings: unknown,
  ) => hostEmbedded(definition, { ...options, publicPort, settings, keys: keysOf(definition.name) });
  const running = await Promise.all([
    start<AccessTables>(access, null, {}),
    start<BillingTables>(billing, null, {}),
    start<IdentityTables>(identity, options.ports.identityPublic, { developmentJwks: options.issuer.jwks }),
    start<CredentialsTables>(credentials, options.ports.credentialsPublic, {
      peppers: () => keysOf('credentials').current().peppers,
    }),
  ]);
  return {
    running,
    stop: async (graceMs) => {
      await Promise.all(running.map((domain) => domain.stop(graceMs)));
      for (const keys of watched.values()) keys.stop();
    },
  };
}

interface HostedEmbedded extends EmbeddedDomainsOptions {
  readonly publicPort: number | null;
  readonly settings: unknown;
  readonly keys: WatchedKeys;
}

function hostEmbedded<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  options: HostedEmbedded,
): Promise<RunningDomain> {
  const { embedded, host, ports, now, log } = options;
  const at = (port: number): URL => new URL(`http://${host}:${port}`);
  const port = ports[definition.name as Exclude<keyof Ports, 'gateway' | 'identityPublic' | 'credentialsPublic'>]; // the four definitions above
  const jwks: Record<Minter, URL> = {
    identity: jwksUrl(at(ports.identityPublic)),
    credentials: jwksUrl(at(ports.credentialsPublic)),
  };
  return hostDomain(definition, {
    database: embedded.database<Tables>(definition.name),
    keys: hostKeys(options.keys.current),
    peers: {
      access: at(ports.access),
      billing: at(ports.billing),
      identity: at(ports.identity),
      credentials: at(ports.credentials),
    },
    authority: null,
    trustDomain: DEVELOPMENT,
    publicPort: options.publicPort,
    settings: options.settings,
    log: log.child({ domain: definition.name }),
    ...{ host, port, jwks, now, startedAt: options.startedAt },
  });
}

function openKeys(workload: string, { dataDir, log }: EmbeddedDomainsOptions): WatchedKeys {
  return watchKeys({ file: keyFilePath(keyDirectory(dataDir), workload), workload, log });
}

export function jwksUrl(base: URL): URL {
  return new URL('/.well-known/txn-jwks.json', base);
}
