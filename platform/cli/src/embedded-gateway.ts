import type { Log } from '@bailiwick/config';
import { createGateway, readGatewayConfig, type Clock, type PlaygroundRoutes } from '@bailiwick/gateway';
import { keyFilePath } from '@bailiwick/keys';
import { DEVELOPMENT } from './demo-plan.js';
import { DOMAIN_NAMES, type DomainName } from './domains.js';
import { keyDirectory } from './key-files.js';
import type { Ports } from './ports.js';

export interface EmbeddedGateway {
  readonly url: URL;
  stop(): Promise<void>;
}

/** The same gateway as alone, with the settings that it would read from the environment. */
export async function startEmbeddedGateway(options: {
  readonly dataDir: string;
  readonly host: string;
  readonly ports: Ports;
  readonly log: Log;
  /** Null: this machine's. */
  readonly clock: Clock | null;
  readonly picker: PlaygroundRoutes;
}): Promise<EmbeddedGateway> {
  const { dataDir, host, ports, log, clock, picker } = options;
  const at = (name: DomainName): string => `http://${host}:${ports[name]}`;
  const config = readGatewayConfig({
    PORT: String(ports.gateway),
    HOST: host,
    TRUST_DOMAIN: DEVELOPMENT,
    PLAYGROUND: 'on',
    KEYS_FILE: keyFilePath(keyDirectory(dataDir), 'gateway'),
    EXCHANGE_PERSON_URL: at('identity'),
    EXCHANGE_MACHINE_URL: at('credentials'),
    MACHINE_TOKEN_ISSUER: `http://${host}:${ports.credentialsPublic}`,
    WITHDRAWAL_FEEDS: `identity=${at('identity')},credentials=${at('credentials')},access=${at('access')}`,
    ...Object.fromEntries(DOMAIN_NAMES.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${at(name)}/graphql`])),
  });
  const gateway = createGateway(config, {
    log: log.child({ service: 'gateway' }),
    ...(clock && { clock }),
    playgroundRoutes: picker,
  });
  const { url } = await gateway.start();
  return { url: new URL(url), stop: () => gateway.stop() };
}
