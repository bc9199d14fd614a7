import { setTimeout } from 'node:timers/promises';
import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import {
  createConsistencyTokens,
  createFeed,
  declareActions,
  startClock,
  startConsumer,
  type ConsistencyKeys,
  type Consumer,
  type Feed,
  type PlatformTables,
  type Subscription,
} from '@bailiwick/events';
import { feedSigner } from '@bailiwick/feed-reader';
import { createRequestVerifier, type PairSecrets } from '@bailiwick/request-signature';
import {
  createTransactionTokenSigner,
  createTransactionTokenVerifier,
  type TokenSigningKeys,
  type TransactionTokenSigner,
  type TransactionTokenVerifier,
} from '@bailiwick/transaction-token';
import { Agent, type Dispatcher } from 'undici';
import { askOverHttp, searchOverHttp } from './ask-access.js';
import { bindMutations } from './bind-mutations.js';
import type { DomainDefinition, DomainParts, ScopeSearch } from './definition.js';
import { startGraphQLEndpoint } from './graphql-endpoint.js';
import { guardHops } from './hop-guard.js';
import { handleInternal, type InternalRoutes } from './internal-routes.js';
import { listen, type Listener } from './listener.js';
import { isMinter, issuerOf, trustedIssuers, type Minter } from './minters.js';
import { handlePublic, jwksRoute } from './public-routes.js';
import { buildDomainSchema } from './schema-source.js';
import { serveEvents } from './serve-events.js';
import { callService } from './service-call.js';
import type { AccessAsker } from './session.js';

/** What a workload holds of keys: live, so that a rotation needs no restart. */
export interface HostKeys {
  readonly pairSecrets: PairSecrets;
  readonly consistencyKeys: ConsistencyKeys;
  /** Only the minters have some. */
  readonly tokenSigningKeys: TokenSigningKeys;
}

export interface HostOptions<Tables> {
  readonly database: Database<Tables>;
  readonly keys: HostKeys;
  readonly host: string;
  readonly port: number;
  /** The second listener's port. Null when the domain offers nothing to the public. */
  readonly publicPort: number | null;
  /** What callers sign as this receiver's `host:port`, when it is not the listener's own (behind a proxy). */
  readonly authority: string | null;
  readonly trustDomain: string;
  /** The internal URLs of the domains that this one reads or asks. */
  readonly peers: Readonly<Record<string, URL>>;
  readonly jwks: Readonly<Record<Minter, URL>>;
  readonly settings: unknown;
  /** When this process began: signatures from before are refused, since their nonces are forgotten. Default: now. */
  readonly startedAt?: Date;
  readonly now: () => Date;
  readonly log: Log;
}

export interface RunningDomain {
  readonly name: string;
  readonly url: URL;
  readonly publicUrl: URL | null;
  /** Resolves once every feed that the domain reads has been caught up with. */
  caughtUp(): Promise<void>;
  stop(graceMs?: number): Promise<void>;
}

/** Hosts one domain: its rules behind two listeners, its feed, its consumers and its clock. */
export async function hostDomain<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  options: HostOptions<Tables>,
): Promise<RunningDomain> {
  const { database, now, log } = options;
  const internal = await listen({ host: options.host, port: options.port, log });
  const outside =
    options.publicPort === null ? null : await listen({ host: options.host, port: options.publicPort, log });
  const feed = createFeed({ database, domain: definition.name, now, log });
  try {
    const assembled = await assemble(definition, options, internal, feed);
    await declareActions(database, definition.name, definition.actions);
    await untilInstant(assembled.acceptsFrom, now);
    internal.serve((request, response) => handleInternal(assembled.routes, request, response));
    outside?.serve((request, response) => handlePublic(assembled.publicRoutes, request, response));
    const consumers = (assembled.parts.subscriptions ?? []).map((subscription) =>
      consume(definition.name, subscription, options),
    );
    const clock = startClock({ database, rules: assembled.parts.clockRules ?? [], now, log });
    const stop = async (graceMs = 10_000): Promise<void> => {
      await Promise.all([...consumers.map((consumer) => consumer.stop()), clock.stop(), feed.stop()]);
      await Promise.all([internal.close(graceMs), outside?.close(graceMs)]);
      await assembled.stop();
    };
    const caughtUp = async (): Promise<void> => {
      await Promise.all(consumers.map((consumer) => consumer.caughtUp()));
    };
    return { name: definition.name, url: internal.url, publicUrl: outside?.url ?? null, caughtUp, stop };
  } catch (error) {
    await Promise.all([feed.stop(), internal.close(0), outside?.close(0)]);
    throw error;
  }
}

interface Assembled<Tables> {
  readonly parts: DomainParts<Tables>;
  readonly routes: InternalRoutes<Tables>;
  readonly acceptsFrom: Date;
  readonly publicRoutes: NonNullable<DomainParts<Tables>['publicRoutes']>;
  readonly stop: () => Promise<void>;
}

async function assemble<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  options: HostOptions<Tables>,
  internal: Listener,
  feed: Feed,
): Promise<Assembled<Tables>> {
  const { database, now, log, trustDomain, settings } = options;
  const { name: domain, reasons } = definition;
  const dispatcher = new Agent({ connections: 32, keepAliveTimeout: 30_000 });
  const access = accessPeer(domain, options, dispatcher);
  const signer = isMinter(domain) ? signerOf(domain, options) : null;
  const consistencyTokens = createConsistencyTokens(options.keys.consistencyKeys, now);
  const parts = definition.assemble({
    database,
    access,
    consistencyTokens,
    scopes: access,
    tokens: signer,
    clock: now,
    log,
    trustDomain,
    settings,
  });
  const graphql = await startGraphQLEndpoint<Tables>(
    buildDomainSchema(definition.directory, bindMutations(parts.resolvers)),
    log,
  );
  const acceptsLobby = domain === 'identity';
  const verifier = createRequestVerifier({
    receiver: domain,
    authority: options.authority ?? internal.url.host,
    pairSecrets: options.keys.pairSecrets,
    startedAt: options.startedAt ?? now(),
    now,
  });
  const routes: InternalRoutes<Tables> = {
    guard: guardHops(verifier, tokenVerifierOf(options, acceptsLobby), log),
    graphql,
    sessions: { database, access: parts.access ?? access, clock: now, domain, reasons, consistencyTokens },
    serviceRoutes: parts.serviceRoutes ?? [],
    serveEvents: serveEvents(feed),
    isReady: () => isReachable(database),
    acceptsLobby,
    log,
  };
  const stop = async (): Promise<void> => {
    await parts.stop?.();
    await graphql.stop();
    await dispatcher.close();
  };
  return {
    parts,
    routes,
    acceptsFrom: verifier.acceptsFrom,
    publicRoutes: [...(signer === null ? [] : [jwksRoute(signer)]), ...(parts.publicRoutes ?? [])],
    stop,
  };
}

function tokenVerifierOf<Tables>(
  { trustDomain, jwks, now }: HostOptions<Tables>,
  allowLobby: boolean,
): TransactionTokenVerifier {
  return createTransactionTokenVerifier({
    audience: trustDomain,
    issuers: trustedIssuers(trustDomain, jwks),
    allowLobby,
    now,
  });
}

/** A signature's time is whole seconds: who served before the first full one would refuse honest callers. */
async function untilInstant(instant: Date, now: () => Date): Promise<void> {
  const waitMs = instant.getTime() - now().getTime();
  if (waitMs > 0) await setTimeout(Math.min(waitMs, 1_000));
}

function signerOf<Tables>(minter: Minter, { trustDomain, keys, now }: HostOptions<Tables>): TransactionTokenSigner {
  return createTransactionTokenSigner({
    issuer: issuerOf(trustDomain, minter),
    audience: trustDomain,
    keys: keys.tokenSigningKeys,
    now,
  });
}

function accessPeer<Tables>(
  caller: string,
  { peers, keys, now }: HostOptions<Tables>,
  dispatcher: Dispatcher,
): AccessAsker & ScopeSearch {
  const url = peers['access'];
  if (url === undefined) return { ask: unasked, search: unasked };
  const call = callService({
    caller,
    receiver: 'access',
    url,
    pairSecrets: keys.pairSecrets,
    dispatcher,
    timeoutMs: 2_000,
    now,
  });
  return { ...askOverHttp(call), ...searchOverHttp(call) };
}

function unasked(): Promise<never> {
  return Promise.reject(new Error('This domain was started without the URL of access.'));
}

function consume<Tables extends PlatformTables>(
  caller: string,
  subscription: Subscription<Tables>,
  options: HostOptions<Tables>,
): Consumer {
  const { database, keys, now, log } = options;
  const peer = options.peers[subscription.source];
  if (peer === undefined)
    throw new Error(`The URL of ${subscription.source}, whose facts ${caller} reads, is not configured.`);
  const sign = feedSigner({ caller, receiver: subscription.source, pairSecrets: keys.pairSecrets, now });
  return startConsumer({ database, subscription, url: peer, sign, now, log });
}

async function isReachable<Tables>(database: Database<Tables>): Promise<boolean> {
  try {
    await database.ping();
    return true;
  } catch {
    return false;
  }
}
