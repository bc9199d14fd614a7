import { setTimeout } from 'node:timers/promises';
import type { Database } from '@bailiwick/database';
import { createFeed, declareActions, startClock, startConsumer } from '@bailiwick/events';
import type { Consumer, Feed, PlatformTables, Subscription } from '@bailiwick/events';
import { feedSigner } from '@bailiwick/feed-reader';
import { createRequestVerifier } from '@bailiwick/request-signature';
import { createTransactionTokenVerifier } from '@bailiwick/transaction-token';
import { createActionUses } from './action-uses.js';
import { bindMutations } from './bind-mutations.js';
import type { DomainDefinition, DomainParts } from './definition.js';
import { startGraphQLEndpoint } from './graphql-endpoint.js';
import { guardHops } from './hop-guard.js';
import type { HostOptions, RunningDomain } from './host-options.js';
import { handleInternal, type InternalRoutes } from './internal-routes.js';
import { joinServices } from './join-services.js';
import { listen, type Listener } from './listener.js';
import { trustedIssuers } from './minters.js';
import { handlePublic, jwksRoute, type PublicSide } from './public-routes.js';
import { withRequestTrace } from './request-trace.js';
import { buildDomainSchema } from './schema-source.js';
import { serveEvents } from './serve-events.js';

/** The one domain that has something to say to whoever has no tenant yet. */
const LOBBY_DOMAIN = 'identity';

/** Hosts one domain: its rules behind two listeners, its feed, its consumers and its clock. */
export async function hostDomain<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  options: HostOptions<Tables>,
): Promise<RunningDomain> {
  const { database, now, log } = options;
  const internal = await listen({ host: options.host, port: options.port, log });
  const outside = await listenOutside(options).catch(async (error: unknown) => {
    await internal.close(0); // or it would keep a process alive that has nothing to serve
    throw error;
  });
  const feed = createFeed({ database, domain: definition.name, now, log });
  try {
    const assembled = await assemble(definition, options, internal, feed);
    await declareActions(database, definition.name, definition.actions);
    await untilInstant(assembled.acceptsFrom, now);
    internal.serve((request, response) => handleInternal(assembled.routes, request, response));
    outside?.serve((request, response) => handlePublic(assembled.publicSide, request, response));
    const subscriptions = assembled.parts.subscriptions ?? [];
    const consumers = subscriptions.map((subscription) => consume(definition.name, subscription, options));
    assembled.start();
    const clock = startClock({ database, rules: assembled.parts.clockRules ?? [], now, log });
    const stop = async (graceMs = 10_000): Promise<void> => {
      await Promise.all([...consumers.map((consumer) => consumer.stop()), clock.stop(), feed.stop()]);
      await Promise.all([internal.close(graceMs), outside?.close(graceMs)]);
      await assembled.stop();
    };
    let stopped: Promise<void> | null = null;
    const stopOnce = (graceMs?: number): Promise<void> => (stopped ??= stop(graceMs));
    const caughtUp = async (): Promise<void> => {
      await Promise.all(consumers.map((consumer) => consumer.caughtUp()));
    };
    const follows = (source: string): boolean =>
      consumers.every((consumer, index) => subscriptions[index]?.source !== source || isHearing(consumer));
    const [url, publicUrl] = [internal.url, outside?.url ?? null];
    return { name: definition.name, url, publicUrl, caughtUp, follows, stop: stopOnce };
  } catch (error) {
    await Promise.all([feed.stop(), internal.close(0), outside?.close(0)]);
    throw error;
  }
}

async function listenOutside<Tables>({ host, publicPort, log }: HostOptions<Tables>): Promise<Listener | null> {
  return publicPort === null ? null : listen({ host, port: publicPort, log });
}

interface Assembled<Tables> {
  readonly parts: DomainParts<Tables>;
  readonly routes: InternalRoutes<Tables>;
  readonly acceptsFrom: Date;
  readonly publicSide: PublicSide;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

async function assemble<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  options: HostOptions<Tables>,
  internal: Listener,
  feed: Feed,
): Promise<Assembled<Tables>> {
  const { database, now, log } = options;
  const { name: domain, reasons, directory } = definition;
  const { services, signer, reportUses, close } = joinServices(domain, options);
  const parts = definition.assemble(services);
  const uses = createActionUses(parts.keepActionUses ?? reportUses, log);
  const resolvers = withRequestTrace(domain, parts.resolvers, parts.requestSteps);
  const schema = buildDomainSchema(domain, directory, bindMutations(resolvers));
  const graphql = await startGraphQLEndpoint<Tables>(schema, log);
  const { guard, acceptsFrom, acceptsLobby } = guardOf(domain, options, internal.url);
  const { consistencyTokens } = services;
  const access = parts.access ?? services.access;
  const sessions = { database, access, clock: now, domain, reasons, consistencyTokens, log, uses };
  const serviceRoutes = parts.serviceRoutes ?? [];
  const isReady = () => isReachable(database);
  return {
    parts,
    acceptsFrom,
    routes: { guard, graphql, sessions, serviceRoutes, serveEvents: serveEvents(feed), isReady, acceptsLobby, log },
    publicSide: {
      routes: [...(signer === null ? [] : [jwksRoute(signer)]), ...(parts.publicRoutes ?? [])],
      mounts: parts.publicMounts ?? [],
    },
    start: () => {
      uses.start();
      parts.start?.();
    },
    stop: async () => {
      await uses.stop();
      await parts.stop?.();
      await graphql.stop();
      await close();
    },
  };
}

/** The receiver's two verifiers: who calls, and in whose name. */
function guardOf<Tables>(receiver: string, options: HostOptions<Tables>, url: URL) {
  const { keys, trustDomain, jwks, now, log } = options;
  const { pairSecrets } = keys;
  const authority = options.authority ?? url.host;
  const startedAt = options.startedAt ?? now();
  const verifier = createRequestVerifier({ receiver, authority, pairSecrets, startedAt, now });
  const acceptsLobby = receiver === LOBBY_DOMAIN;
  const issuers = trustedIssuers(trustDomain, jwks);
  const tokens = createTransactionTokenVerifier({ audience: trustDomain, issuers, allowLobby: acceptsLobby, now });
  return { guard: guardHops(verifier, tokens, log), acceptsFrom: verifier.acceptsFrom, acceptsLobby };
}

/** A signature's time is whole seconds: who served before the first full one would refuse honest callers. */
async function untilInstant(instant: Date, now: () => Date): Promise<void> {
  const waitMs = instant.getTime() - now().getTime();
  if (waitMs > 0) await setTimeout(Math.min(waitMs, 1_000));
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

/** By this replica, or by another on behalf of both. */
function isHearing(consumer: Consumer): boolean {
  return ['consuming', 'idle'].includes(consumer.standing().state);
}

async function isReachable<Tables>(database: Database<Tables>): Promise<boolean> {
  try {
    await database.ping();
    return true;
  } catch {
    return false;
  }
}
