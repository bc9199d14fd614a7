import { access } from '@bailiwick/access';
import { billing } from '@bailiwick/billing';
import { credentials } from '@bailiwick/credentials';
import { identity } from '@bailiwick/identity';
import { registered } from './registered-domain.js';

/**
 * The domains of this platform. Everything here that concerns each of them walks this list: ports, keys, migrations,
 * the demo, and what `npm start` brings up. A new domain is one line; `npm run new:domain` writes it.
 */
export const DOMAINS = {
  access: registered(access, ({ domains }) => ({ sources: domains.filter((name) => name !== access.name) })),
  billing: registered(billing),
  identity: registered(identity, ({ issuer }) => ({ developmentJwks: issuer.jwks })),
  credentials: registered(credentials, ({ keys, publicUrl }) => ({
    peppers: () => keys().peppers,
    accessTokenKeys: () => keys().accessTokenKeys,
    tokenIssuer: publicUrl?.origin,
  })),
};

export type DomainName = keyof typeof DOMAINS;

/** In the order of the list. */
export const DOMAIN_NAMES = Object.keys(DOMAINS) as readonly DomainName[]; // the object's own keys

export const DEFINITIONS = Object.values(DOMAINS).map(({ definition }) => definition);

/** Who has keys: every domain, and the gateway that calls them. */
export const WORKLOADS: readonly string[] = ['gateway', ...DOMAIN_NAMES];

/** Another value under each name. */
export function mapRecord<Name extends string, Value, Other>(
  record: Readonly<Record<Name, Value>>,
  other: (value: Value, name: Name) => Other,
): Readonly<Record<Name, Other>> {
  const entries = Object.entries<Value>(record) as [Name, Value][]; // the record's own names
  return Object.fromEntries(entries.map(([name, value]) => [name, other(value, name)])) as Record<Name, Other>; // as above
}
