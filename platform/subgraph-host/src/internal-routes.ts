import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '@bailiwick/config';
import { DatabaseUnavailable } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import type { ServiceRoute } from './definition.js';
import { Unauthenticated, Unavailable } from './errors.js';
import { keepFailures } from './failure.js';
import type { GraphQLEndpoint } from './graphql-endpoint.js';
import type { HopGuard, TrustedHop } from './hop-guard.js';
import { answerJson, BODY_BYTES_MAX, readBody } from './listener.js';
import { openCaller, openSession, type SessionServices } from './open-session.js';
import type { HostContext } from './bind-mutations.js';

export interface InternalRoutes<Tables> {
  readonly guard: HopGuard;
  readonly graphql: GraphQLEndpoint<Tables>;
  readonly sessions: SessionServices<Tables>;
  readonly serviceRoutes: readonly ServiceRoute[];
  readonly serveEvents: (query: URLSearchParams, response: ServerResponse) => Promise<void>;
  readonly isReady: () => Promise<boolean>;
  readonly acceptsLobby: boolean;
  readonly log: Log;
}

/** The internal listener, left to right: health, body, trust, route. */
export async function handleInternal<Tables extends PlatformTables>(
  routes: InternalRoutes<Tables>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = splitTarget(request.url ?? '/');
  if (target.path === '/livez') return answerJson(response, 200, { status: 'live' });
  if (target.path === '/readyz') return answerReadiness(await routes.isReady(), response);
  const body = await readBody(request);
  if (body === null)
    return answerJson(
      response,
      413,
      { error: 'invalid_request', error_description: `The body is larger than ${BODY_BYTES_MAX} bytes.` },
      { connection: 'close' },
    );
  const verdict = await routes.guard.check(request, target, body);
  if ('refused' in verdict)
    return answerJson(response, verdict.refused.status, {
      error: 'untrusted_context',
      error_description: verdict.refused.error,
    });
  return route(routes, { request, response, target, body, hop: verdict.trusted });
}

interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: { readonly path: string; readonly query: string };
  readonly body: Buffer;
  readonly hop: TrustedHop;
}

async function route<Tables extends PlatformTables>(routes: InternalRoutes<Tables>, arrival: Arrival): Promise<void> {
  const { request, response, target, body, hop } = arrival;
  const query = new URLSearchParams(target.query);
  if (target.path === '/events' && request.method === 'GET') return routes.serveEvents(query, response);
  if (target.path === '/graphql' && request.method === 'POST') return answerGraphQL(routes, arrival);
  const service = routes.serviceRoutes.find((each) => each.method === request.method && each.path === target.path);
  if (service === undefined)
    return answerJson(response, 404, { error: 'not_found', error_description: 'There is nothing at this path.' });
  try {
    const { caller, context } = hop;
    const answer = await service.handle({
      caller,
      method: service.method,
      path: target.path,
      query,
      headers: request.headers,
      body,
      context,
      requestId: hop.requestId ?? '',
    });
    return answerJson(response, answer.status, answer.body, answer.headers);
  } catch (error) {
    if (!(error instanceof Unavailable) && !(error instanceof DatabaseUnavailable)) throw error;
    return answerJson(
      response,
      503,
      {
        error: 'temporarily_unavailable',
        error_description: 'This service does not answer at the moment. Try again in a few seconds.',
        reason: null,
        decision_id: null,
        retry_after: 1,
      },
      { 'retry-after': '1' },
    );
  }
}

async function answerGraphQL<Tables extends PlatformTables>(
  routes: InternalRoutes<Tables>,
  { request, response, body, hop }: Arrival,
): Promise<void> {
  const { context, requestId } = hop;
  if (context === null || requestId === null || (context.tenantId === null && !routes.acceptsLobby)) {
    return answerJson(response, 401, {
      error: 'untrusted_context',
      error_description: 'This request carries no trusted context.',
    });
  }
  const answer = await routes.graphql.execute({
    body,
    contentType: request.headers['content-type'] ?? '',
    context: contextOf(routes.sessions, context, requestId),
  });
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.body);
}

export function contextOf<Tables extends PlatformTables>(
  services: SessionServices<Tables>,
  context: NonNullable<TrustedHop['context']>,
  requestId: string,
): HostContext<Tables> {
  const { tenantId } = context;
  const session = tenantId === null ? null : openSession(services, { ...context, tenantId }, requestId);
  return new RequestContext(session, openCaller(services, context, requestId), (failures) =>
    keepFailures(services, context, requestId, failures),
  );
}

/**
 * A class, so that the getter stands on the prototype: Apollo Server copies the context's own properties for each
 * operation, which would read an own getter, and throw, before any resolver of the lobby has asked for a session.
 */
class RequestContext<Tables> implements HostContext<Tables> {
  readonly inLobby: boolean;
  readonly caller: HostContext<Tables>['caller'];
  readonly held: HostContext<Tables>['session'] | null;
  readonly keepFailures: HostContext<Tables>['keepFailures'];

  constructor(
    session: HostContext<Tables>['session'] | null,
    caller: HostContext<Tables>['caller'],
    keepFailures: HostContext<Tables>['keepFailures'],
  ) {
    this.keepFailures = keepFailures;
    this.inLobby = session === null;
    this.caller = caller;
    this.held = session;
  }

  get session(): HostContext<Tables>['session'] {
    if (this.held === null) throw new Unauthenticated();
    return this.held;
  }
}

function answerReadiness(ready: boolean, response: ServerResponse): void {
  answerJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });
}

/** The request target as it was signed: the text before and from the first question mark. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark) };
}
