import type { KeyObject } from 'node:crypto';
import { httpUrl, setting } from '@bailiwick/config';
import type { AddressPolicy } from '@bailiwick/subgraph-host/issuer-keys';
import type { TokenSigningKeys } from '@bailiwick/transaction-token';
import { z } from 'zod';
import { ENVIRONMENTS, type Environment } from './domain/machine-identity.js';

/** A key under which secrets are hashed. Kept outside the database, as long as a hash names it. */
export interface Pepper {
  readonly kid: string;
  readonly key: KeyObject;
  readonly signFrom: Date;
  readonly acceptUntil: Date | null;
}

/** The token endpoint: who it is, for whom its tokens are, and what it signs them with. */
export interface TokenEndpointSettings {
  /** Its URL as clients know it, without a slash at the end. */
  readonly issuer: string;
  readonly audience: string;
  /** Live, and none of them signs Txn-Tokens. */
  readonly keys: TokenSigningKeys;
  readonly trustedProxies: number;
}

export interface CredentialsSettings {
  /** A test key never works at a live host, nor the reverse. */
  readonly environment: Environment;
  /** Live, so that a rotation needs no restart. */
  readonly peppers: () => readonly Pepper[];
  /** Where issuers may be that tenants name. */
  readonly addresses: AddressPolicy;
  /** Null: there is no token endpoint, and no access token is taken. */
  readonly tokenEndpoint: TokenEndpointSettings | null;
}

const DEVELOPMENT = 'urn:bailiwick:dev';
const live = <Value>(name: string) =>
  z.custom<() => readonly Value[]>((value) => typeof value === 'function', `must answer the ${name}`);

const settings = z.object({
  environment: z.enum(ENVIRONMENTS).default('live'),
  peppers: live<Pepper>('peppers'),
  accessTokenKeys: live<ReturnType<TokenSigningKeys>[number]>('access-token keys').optional(),
  tokenIssuer: z.url().optional(),
  trustedProxies: z.int().min(0).default(0),
});

/** What this domain reads from the environment, beside what every domain does. */
export const credentialsEnvironment = z.object({
  CREDENTIALS_ENVIRONMENT: setting(
    z.enum(ENVIRONMENTS).default('live'),
    'Which machine keys this installation takes, bwk_live_… or bwk_test_…, never both.',
  ),
  TOKEN_ISSUER: setting(
    httpUrl
      .refine(isOrigin, 'must be an https origin without a path (http on loopback)')
      .default('http://127.0.0.1:4104'),
    'The URL of the listener for everybody, as clients know it: the `iss` of access tokens, and the gateway’s MACHINE_TOKEN_ISSUER.',
  ),
  TRUSTED_PROXIES: setting(
    z.coerce.number('must be a whole number').int('must be a whole number').min(0, 'must be 0 or more').default(0),
    'How many proxies in front of that listener append to X-Forwarded-For. Too many, and clients choose their own address.',
  ),
});

/** What `main.ts` joined. Throws at start-up, naming what is missing. */
export function readSettings(given: unknown, trustDomain: string): CredentialsSettings {
  const { environment, peppers, accessTokenKeys, tokenIssuer, trustedProxies } = settings.parse(given);
  const tokenEndpoint =
    accessTokenKeys === undefined || tokenIssuer === undefined
      ? null
      : {
          issuer: new URL(tokenIssuer).origin,
          audience: `${trustDomain}:gateway`,
          keys: accessTokenKeys,
          trustedProxies,
        };
  return { environment, peppers, addresses: { loopbackAllowed: trustDomain === DEVELOPMENT }, tokenEndpoint };
}

/** A client's secret travels there: outside this machine encrypted or not at all. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(value);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return (protocol === 'https:' || loopback) && pathname === '/' && search === '' && hash === '';
}
