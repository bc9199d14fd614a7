import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '@bailiwick/config';
import type { z } from 'zod';
import { environmentSchema, isProtected, subgraphUrlSchema } from './environment.js';

/** Another workload that the gateway calls, under the name that the pair secrets know it by. */
export interface Workload {
  readonly name: string;
  readonly url: string;
}

export interface GatewayConfig {
  readonly port: number;
  readonly host: string;
  /** File of the composed graph. */
  readonly supergraph: string;
  /** By name as in `SUBGRAPH_<NAME>_URL`; instead of the URLs that the graph holds. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** Null for a kind of credential that nobody exchanges. Both null: no Txn-Token is sent at all. */
  readonly exchange: { readonly person: Workload | null; readonly machine: Workload | null };
  readonly machineTokenIssuer: string | null;
  readonly trustDomain: string | null;
  readonly keysFile: string | null;
  readonly withdrawalFeeds: readonly Workload[];
  readonly trustedProxies: number;
  /** What DPoP proofs name. Never taken from `Host`, which the client writes. Null: the listener's own address. */
  readonly publicUrl: string | null;
  readonly introspection: boolean;
  /** Whether browsers get a page at `/`. */
  readonly playground: boolean;
  readonly logLevel: string;
  readonly limits: Limits;
  readonly timeouts: Timeouts;
}

export interface Limits {
  readonly bodyBytes: number;
  readonly responseBytes: number;
  readonly queryTokens: number;
  readonly queryDepth: number;
  readonly queryAliases: number;
  readonly cachedTokens: number;
}

export interface Timeouts {
  readonly connectMs: number;
  readonly subgraphMs: number;
  readonly exchangeMs: number;
  /** For a client to finish sending its request. */
  readonly requestMs: number;
  readonly drainMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Settings = z.output<typeof environmentSchema>;

const COMMITTED_GRAPH = fileURLToPath(new URL('../../schema/supergraph.graphql', import.meta.url));
const DEVELOPMENT = 'urn:bailiwick:dev';
const SUBGRAPH_URL = /^SUBGRAPH_([A-Z0-9_]+)_URL$/;

/** Throws `ConfigError` with every problem, those between two settings included. */
export function readGatewayConfig(environment: Environment): GatewayConfig {
  const problems = togetherProblems(environment);
  const settings = collect(problems, () => readConfig(environmentSchema, environment));
  const subgraphUrls = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const subgraph = SUBGRAPH_URL.exec(name)?.[1];
      if (subgraph === undefined || value === undefined || value === '') return [];
      const read = collect(problems, () => readConfig(subgraphUrlSchema(name), { [name]: value }));
      return read === null ? [] : [[subgraph, value]];
    }),
  );
  if (settings === null || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(arrange(settings, subgraphUrls));
}

function collect<Result>(problems: string[], read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

/** What no setting can be judged for alone. */
function togetherProblems(environment: Environment): string[] {
  const has = (name: string): boolean => environment[name] !== undefined && environment[name] !== '';
  const exchanges = has('EXCHANGE_PERSON_URL') || has('EXCHANGE_MACHINE_URL');
  const needed = (name: string, why: string): string[] => (has(name) ? [] : [`${name} is not set: ${why}`]);
  const outside = outsideFence(environment);
  if (!exchanges && !has('WITHDRAWAL_FEEDS')) return outside;
  return [
    ...outside,
    ...needed('KEYS_FILE', 'exchanges and feeds take only signed requests. Make the keys with "npm run keys"'),
    ...(exchanges
      ? needed('TRUST_DOMAIN', 'it is the audience of the tokens that are asked for, such as urn:bailiwick:prod')
      : []),
  ];
}

/** Development tokens are for one machine: whoever reaches that machine's port could make them. */
function outsideFence(environment: Environment): string[] {
  const host = environment['HOST'] ?? '127.0.0.1';
  const inside =
    environment['NODE_ENV'] !== 'production' && isProtected(`http://${host.includes(':') ? `[${host}]` : host}`);
  if (environment['TRUST_DOMAIN'] !== DEVELOPMENT || inside) return [];
  return [
    `TRUST_DOMAIN is ${DEVELOPMENT}, which is only for loopback and never for NODE_ENV=production: name your own`,
  ];
}

function arrange(settings: Settings, subgraphUrls: Readonly<Record<string, string>>): GatewayConfig {
  const workload = (name: string, url: string | undefined): Workload | null =>
    url === undefined ? null : { name, url };
  return {
    port: settings.PORT,
    host: settings.HOST,
    supergraph: settings.SUPERGRAPH ?? COMMITTED_GRAPH,
    subgraphUrls,
    exchange: {
      person: workload(settings.EXCHANGE_PERSON_NAME, settings.EXCHANGE_PERSON_URL),
      machine: workload(settings.EXCHANGE_MACHINE_NAME, settings.EXCHANGE_MACHINE_URL),
    },
    machineTokenIssuer: settings.MACHINE_TOKEN_ISSUER ?? null,
    trustDomain: settings.TRUST_DOMAIN ?? null,
    keysFile: settings.KEYS_FILE ?? null,
    withdrawalFeeds: settings.WITHDRAWAL_FEEDS,
    trustedProxies: settings.TRUSTED_PROXIES,
    publicUrl: settings.PUBLIC_URL ?? null,
    introspection: settings.INTROSPECTION,
    playground: settings.PLAYGROUND,
    logLevel: settings.LOG_LEVEL,
    ...bounds(settings),
  };
}

function bounds(settings: Settings): Pick<GatewayConfig, 'limits' | 'timeouts'> {
  return {
    limits: {
      bodyBytes: settings.MAX_BODY_BYTES,
      responseBytes: settings.MAX_RESPONSE_BYTES,
      queryTokens: settings.MAX_QUERY_TOKENS,
      queryDepth: settings.MAX_QUERY_DEPTH,
      queryAliases: settings.MAX_QUERY_ALIASES,
      cachedTokens: settings.MAX_CACHED_TOKENS,
    },
    timeouts: {
      connectMs: settings.CONNECT_TIMEOUT_MS,
      subgraphMs: settings.SUBGRAPH_TIMEOUT_MS,
      exchangeMs: settings.EXCHANGE_TIMEOUT_MS,
      requestMs: settings.REQUEST_TIMEOUT_MS,
      drainMs: settings.DRAIN_TIMEOUT_MS,
    },
  };
}
