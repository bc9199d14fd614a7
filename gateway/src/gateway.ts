import { randomUUID } from 'node:crypto';
import { ConfigError, type Log } from '@bailiwick/config';
import { watchKeys, type WatchedKeys } from '@bailiwick/keys';
import { secretToSignWith, type PairSecrets } from '@bailiwick/request-signature';
import { answerGraphQL } from './answer-graphql.js';
import { MACHINE_CLOCK, type Clock } from './clock.js';
import type { GatewayConfig } from './config.js';
import { createExchanges, type Exchanges } from './exchanges.js';
import { createHealth } from './health.js';
import { readSupergraph, type Supergraph } from './read-supergraph.js';
import { createPlayground, type PlaygroundRoutes } from './playground.js';
import { createListener, drain, listen } from './server.js';
import { createSignedHops, createUnsignedHops, GATEWAY, type Hops } from './sign-request.js';
import { SubgraphSource } from './subgraph-fetch.js';
import { createGraph, startGraph } from './supergraph.js';

export interface GatewayDependencies {
  readonly log: Log;
  /** Instead of the secrets in `config.keysFile`. */
  readonly pairSecrets?: PairSecrets;
  /** Default: this machine's. */
  readonly clock?: Clock;
  /** What the Playground may ask besides GraphQL. Only a platform on one developer's machine has any. */
  readonly playgroundRoutes?: PlaygroundRoutes;
}

export interface RunningGateway {
  /** Rejects with `ConfigError`, whose message says what to do, and leaves nothing open. */
  start(): Promise<{ readonly url: string; readonly port: number }>;
  /** Drains: nothing new is accepted, what is under way is finished within `config.timeouts.drainMs`. */
  stop(): Promise<void>;
}

/** Joins the parts. Asks no subgraph anything: the gateway starts with none of them up. */
export function createGateway(config: GatewayConfig, dependencies: GatewayDependencies): RunningGateway {
  const closers: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const start = async () => {
    try {
      return await open(config, dependencies, (close) => closers.push(close));
    } catch (error) {
      await stop();
      throw error;
    }
  };
  return { start, stop };
}

async function open(
  config: GatewayConfig,
  { log, pairSecrets, clock = MACHINE_CLOCK, playgroundRoutes }: GatewayDependencies,
  onStop: (close: () => Promise<void> | void) => void,
) {
  const supergraph = readSupergraph(config.supergraph, config.subgraphUrls);
  const trusted = config.exchange.person !== null || config.exchange.machine !== null;
  const secrets = pairSecrets ?? fileSecrets(config, log, onStop);
  const receivers = trusted ? receiversOf(config, supergraph) : [];
  const unsigned = (): readonly string[] => receivers.filter((receiver) => !maySign(secrets(), receiver, clock.now()));
  refuseUnsigned(unsigned());
  const hops: Hops = trusted ? createSignedHops(secrets, clock.now) : createUnsignedHops();

  const parts = { pairSecrets: secrets, hops, log, clock, newRequestId: randomUUID };
  const exchanges = trusted ? createExchanges(config, parts) : null;
  if (exchanges !== null) onStop(() => exchanges.stop());
  sayWhatIsMissing(config, exchanges, log);
  const sources = openSources(supergraph, hops, config, log);
  onStop(sources.close);
  const graph = createGraph(supergraph.sdl, sources.find, config, log);
  await startGraph(graph, config.supergraph);
  onStop(() => graph.stop());

  const health = createHealth(() => unsigned().length === 0);
  let url = '';
  const publicUrl = (): string => graphqlUrl(config.publicUrl ?? url);
  const steps = { config, graph, tokenFor: exchanges?.tokenFor ?? null, publicUrl };
  const playground = createPlayground(config, playgroundRoutes);
  const routes = { graphql: answerGraphQL.bind(null, steps), playground, health, newRequestId: randomUUID, log };
  const server = createListener(routes, config);
  const { port } = await listen(server, config);
  onStop(async () => {
    health.enter('draining');
    await drain(server, config.timeouts.drainMs);
  });
  url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${String(port)}/graphql`;
  exchanges?.start();
  health.enter('ready');
  log.info({ url, subgraphs: supergraph.subgraphs.map(({ name }) => name) }, 'gateway started');
  return { url, port };
}

function fileSecrets({ keysFile }: GatewayConfig, log: Log, onStop: (close: () => void) => void): PairSecrets {
  if (keysFile === null) return () => [];
  const keys: WatchedKeys = watchKeys({ file: keysFile, workload: GATEWAY, log });
  onStop(keys.stop);
  return () => keys.current().pairSecrets;
}

function receiversOf({ exchange, withdrawalFeeds }: GatewayConfig, { subgraphs }: Supergraph): readonly string[] {
  const called = [...subgraphs, ...withdrawalFeeds, exchange.person, exchange.machine];
  return [...new Set(called.flatMap((workload) => (workload === null ? [] : [workload.name])))];
}

function refuseUnsigned(receivers: readonly string[]): void {
  if (receivers.length === 0) return;
  throw new ConfigError(
    receivers.map((receiver) => `The keys have no secret of ${GATEWAY} for ${receiver}. Make them with "npm run keys"`),
  );
}

function maySign(secrets: ReturnType<PairSecrets>, receiver: string, now: Date): boolean {
  const own = secrets.filter((secret) => secret.caller === GATEWAY && secret.receiver === receiver);
  return secretToSignWith(own, now) !== null;
}

function sayWhatIsMissing(config: GatewayConfig, exchanges: Exchanges | null, log: Log): void {
  if (exchanges === null) {
    log.warn({}, 'no exchange is configured: requests carry no Txn-Token and no signature, and any caller is served');
  } else if (config.withdrawalFeeds.length === 0) {
    log.warn({}, 'no withdrawal feed is configured: no token is kept, every request is exchanged');
  }
}

function openSources({ subgraphs }: Supergraph, hops: Hops, { timeouts, limits }: GatewayConfig, log: Log) {
  const options = { connectMs: timeouts.connectMs, totalMs: timeouts.subgraphMs, responseBytes: limits.responseBytes };
  const sources = new Map(
    subgraphs.map((subgraph) => [subgraph.name, new SubgraphSource(subgraph, hops, log, options)]),
  );
  const find = (name: string): SubgraphSource => {
    const source = sources.get(name);
    if (source === undefined) throw new Error(`The supergraph names no subgraph ${name}.`);
    return source;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...sources.values()].map((source) => source.close()));
  };
  return { find, close };
}

/** What a client calls and a proof names (RFC 9449 §4.2): of an origin alone, the one path that answers operations. */
function graphqlUrl(base: string): string {
  return new URL(base).pathname === '/' ? new URL('/graphql', base).href : base;
}
