import { expect } from 'vitest';
import { createLog } from '@bailiwick/config';
import { generateKeys, loadKeys, type KeySet } from '@bailiwick/keys';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createGateway, readGatewayConfig, type GatewayConfig, type RunningGateway } from '../src/index.js';
import { composeTo, startSubgraph, type RunningSubgraph, type SubgraphPlan } from './subgraphs.js';
import { startMinter, TRUST_DOMAIN, type MinterPlan, type RunningMinter } from './minter.js';

export { MACHINE, PERSON, TENANT, TRUST_DOMAIN } from './minter.js';

const WORKLOADS = ['gateway', 'access', 'billing', 'identity', 'credentials'];
export const API_KEY = 'bwk_test_abcd1234_0123456789012345678901234567890123456789012_abc123';
export const ISSUER = 'https://machines.test';

/** The whole installation's keys, each workload with its own share. */
export function aKeyRing(): ReadonlyMap<string, KeySet> {
  const now = new Date(Date.now() - 5_000);
  return new Map(
    generateKeys(WORKLOADS, { now }).map((file) => [
      file.workload,
      loadKeys({ json: JSON.stringify(file), name: file.workload }, { workload: file.workload, now: new Date() }),
    ]),
  );
}

export function keysOf(ring: ReadonlyMap<string, KeySet>, workload: string): KeySet {
  const keys = ring.get(workload);
  if (keys === undefined) throw new Error(`no keys of ${workload}`);
  return keys;
}

/** A JWT by shape. Its signature is nobody's: only its owner would look. */
export function aJwt(
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'EdDSA', typ: 'JWT', ...header })}.${part({ iss: 'https://login.acme.test', sub: 'ana', ...claims })}.c2lnbmF0dXJl`;
}

const BASE = `type Query { tenant: Tenant @shareable }`;

/** Two domains that both resolve the tenant, as ours do, and one list that reaches from one into the other. */
export const PLANS: readonly SubgraphPlan[] = [
  {
    name: 'billing',
    sdl: `${BASE} type Tenant @key(fields: "id") { id: ID! invoices: [Invoice!] plan(scale: Int): String } type Invoice { number: String! }
      extend type Query { secretPlan: String teapot: String strict: String! } type Mutation { pay(amount: Int!): String }`,
    resolvers: {
      Query: {
        tenant: () => ({ id: 't1' }),
        secretPlan: () => 'gold',
        teapot: () => 'short and stout',
        strict: () => 'always',
      },
      Tenant: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        invoices: () => [{ number: '1' }],
        plan: () => 'gold',
      },
      Mutation: { pay: () => 'paid' },
    },
  },
  {
    name: 'identity',
    sdl: `${BASE} type Tenant @key(fields: "id") { id: ID! name: String people: [Person!] } type Person @key(fields: "id") { id: ID! name: String } extend type Query { people: [Person!] }`,
    resolvers: {
      Query: { tenant: () => ({ id: 't1' }), people: () => [{ id: 'p1' }, { id: 'p2' }] },
      Tenant: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        name: () => 'Acme',
        people: () => [{ id: 'p1' }, { id: 'p2' }],
      },
      Person: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        name: ({ id }: { id: string }) => `name of ${id}`,
      },
    },
  },
  {
    name: 'access',
    sdl: `type Person @key(fields: "id") { id: ID! roles: [String!] } type Query { may: Boolean }`,
    resolvers: {
      Query: { may: () => true },
      Person: { __resolveReference: ({ id }: { id: string }) => ({ id }), roles: () => ['any'] },
    },
  },
];

export interface Platform {
  readonly url: string;
  readonly config: GatewayConfig;
  readonly gateway: RunningGateway;
  readonly subgraphs: Readonly<Record<string, RunningSubgraph>>;
  readonly identity: RunningMinter;
  readonly credentials: RunningMinter;
  readonly logged: Record<string, unknown>[];
  readonly ask: (query: string, options?: AskOptions) => Promise<Asked>;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly credential?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: unknown;
  readonly operationName?: string;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Record<string, unknown>;
  }[];
}

export interface PlatformOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly exchange?: boolean;
  readonly down?: readonly string[];
  readonly plans?: readonly SubgraphPlan[];
}

/** The gateway with real subgraphs, real minters and real keys, each on its own port. */
export async function startPlatform({
  environment = {},
  exchange = true,
  down = [],
  plans = PLANS,
}: PlatformOptions = {}): Promise<Platform> {
  const ring = aKeyRing();
  const secretsOf = (workload: string) => () => keysOf(ring, workload).pairSecrets;
  const minter = (name: MinterPlan['name']) =>
    startMinter({ name, pairSecrets: secretsOf(name), signingKeys: () => keysOf(ring, name).signingKeys });
  const [identity, credentials] = await Promise.all([minter('identity'), minter('credentials')]);
  const subgraphs: Record<string, RunningSubgraph> = {};
  for (const plan of plans) subgraphs[plan.name] = await startSubgraph(plan, secretsOf(plan.name));
  for (const name of down) await subgraphs[name]?.stop();
  const supergraph = composeTo(
    mkdtempSync(join(tmpdir(), 'gateway-')),
    plans,
    Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url])),
  );
  const exchanges = {
    EXCHANGE_PERSON_URL: identity.url,
    EXCHANGE_MACHINE_URL: credentials.url,
    TRUST_DOMAIN,
    KEYS_FILE: 'given directly',
    MACHINE_TOKEN_ISSUER: ISSUER,
  };
  const feeds = { WITHDRAWAL_FEEDS: `identity=${identity.url},credentials=${credentials.url}` };
  const config = readGatewayConfig({
    PORT: '0',
    SUPERGRAPH: supergraph,
    ...(exchange ? { ...exchanges, ...feeds } : {}),
    ...environment,
  });
  const { log, logged } = aLog();
  const gateway = createGateway(config, { log, pairSecrets: secretsOf('gateway') });
  const { url } = await gateway.start();
  if (exchange && config.withdrawalFeeds.length > 0)
    await until(
      () => logged.filter(({ msg }) => msg === 'withdrawal feed opened').length === config.withdrawalFeeds.length,
    );
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await Promise.all([
      identity.stop(),
      credentials.stop(),
      ...Object.values(subgraphs).map((subgraph) => subgraph.stop()),
    ]);
  };
  return {
    url,
    config,
    gateway,
    subgraphs,
    identity,
    credentials,
    logged,
    ask: (query, options = {}) => ask(url, query, options),
    stop,
  };
}

export async function ask(
  url: string,
  query: string,
  { credential = aJwt(), headers = {}, variables, operationName }: AskOptions = {},
): Promise<Asked> {
  const authorization: Record<string, string> = credential === null ? {} : { authorization: `Bearer ${credential}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return asked(response);
}

export async function asked(response: Response): Promise<Asked> {
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as Pick<Asked, 'data'> & { errors?: Asked['errors'] };
  return { status: response.status, headers: response.headers, text, data, errors };
}

export function aLog() {
  const logged: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _, done) => {
      logged.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { log: createLog('gateway', 'debug', destination), logged };
}

export async function until(condition: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('what was waited for did not happen');
    await pause(10);
  }
}

/** A string that matches, where a whole value is compared: vitest's own matcher is an `any`. */
export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
