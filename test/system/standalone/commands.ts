import { join } from 'node:path';
import { DOMAINS as REGISTERED } from '@bailiwick/cli';
import type { Command } from './child.js';
import { DOMAINS, type Domain } from './databases.js';
import type { Site } from './site.js';

export const HOST = '127.0.0.1';
export const OPERATOR = 'olivia@initech.example';

export const migration = ({ databases }: Pick<Site, 'databases'>, domain: Domain): Command => ({
  script: 'migrate',
  args: [domain],
  env: { MIGRATION_DATABASE_URL: databases[domain].ownerUrl, DATABASE_URL: databases[domain].appUrl },
});

export const bootstrapCommand = ({ databases, issuer: { provider } }: Pick<Site, 'databases' | 'issuer'>): Command => ({
  script: 'bootstrap',
  args: [
    ...['--email', OPERATOR, '--issuer', provider.issuer, '--audience', provider.audience],
    ...['--jwks-uri', provider.jwksUri, '--subject', OPERATOR],
  ],
  env: { DATABASE_URL: databases.identity.appUrl },
});

/** With the default ports only the first two are needed; the rest is for several platforms on one machine. */
export function serviceEnvironment({ keys, ports, issuer, databases }: Site, domain: Domain): Record<string, string> {
  const at = (port: number): string => `http://${HOST}:${port}`;
  return {
    DATABASE_URL: databases[domain].appUrl,
    KEYS_FILE: join(keys, `${domain}.json`),
    PORT: String(ports[domain]),
    ...(REGISTERED[domain].ports.publicPort !== null && { PUBLIC_PORT: String(ports[`${domain}Public`]) }),
    PEERS: DOMAINS.map((name) => `${name}=${at(ports[name])}`).join(','),
    IDENTITY_JWKS_URL: `${at(ports.identityPublic)}/.well-known/txn-jwks.json`,
    CREDENTIALS_JWKS_URL: `${at(ports.credentialsPublic)}/.well-known/txn-jwks.json`,
    ...(domain === 'identity' && issuer.environment),
  };
}

export function gatewayEnvironment({ keys, ports }: Site): Record<string, string> {
  const at = (name: Domain): string => `http://${HOST}:${ports[name]}`;
  return {
    KEYS_FILE: join(keys, 'gateway.json'),
    TRUST_DOMAIN: 'urn:bailiwick:prod',
    EXCHANGE_PERSON_URL: at('identity'),
    EXCHANGE_MACHINE_URL: at('credentials'),
    WITHDRAWAL_FEEDS: (['identity', 'credentials', 'access'] as const).map((name) => `${name}=${at(name)}`).join(','),
    PORT: String(ports.gateway),
    ...Object.fromEntries(DOMAINS.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${at(name)}/graphql`])),
  };
}
