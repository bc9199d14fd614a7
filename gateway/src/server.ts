import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, type Log } from '@bailiwick/config';
import { errorAnswer, internalError, type Answer, type TextAnswer } from './answer.js';
import { HTTP } from './http-answers.js';
import type { GatewayConfig } from './config.js';
import type { Health } from './health.js';
import type { Playground } from './playground.js';

export interface Routes {
  readonly graphql: (request: IncomingMessage, requestId: string) => Promise<Answer>;
  /** Null when it is switched off. */
  readonly playground: Playground | null;
  readonly health: Health;
  readonly newRequestId: () => string;
  readonly log: Log;
}

const GRAPHQL_PATH = '/graphql';
/** Room for a credential over its limit, so that it is answered with what is wrong instead of a bare 431. */
const HEADER_BYTES_MAX = 32_768;

/**
 * The client's side. A request id is made here for every request, whatever the client sent under that name, and goes
 * back on every answer.
 */
export function createListener(routes: Routes, { timeouts }: Pick<GatewayConfig, 'timeouts'>): Server {
  const options = {
    maxHeaderSize: HEADER_BYTES_MAX,
    // A client that sends slowly is cut off, or a few hundred of them would hold every connection.
    requestTimeout: timeouts.requestMs,
    headersTimeout: Math.min(timeouts.requestMs, 10_000),
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 10_000,
  };
  const server = createServer(options, (request, response) => void serve(routes, request, response));
  server.maxHeadersCount = 100;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return;
    const { status, body, headers } = brokenRequest(error.code);
    const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
    const head = [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`, ...lines.map((line) => line.join(': '))];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
  return server;
}

function brokenRequest(code: string | undefined): TextAnswer {
  if (code === 'HPE_HEADER_OVERFLOW')
    return errorAnswer(
      HTTP.headersTooLarge,
      `The headers are larger than ${String(HEADER_BYTES_MAX)} bytes. Send fewer or shorter ones.`,
    );
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return errorAnswer(HTTP.tooSlow, 'The request took too long to arrive. Send it again, in one go.');
  return errorAnswer(HTTP.unreadable, 'This is not an HTTP request that can be read.');
}

async function serve(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = routes.newRequestId();
  const answer = await route(routes, request, requestId).catch((error: unknown) => {
    // The client went away in the middle of its request: there is nobody to answer.
    if (request.destroyed && !request.complete) return null;
    routes.log.error({ requestId, error: error instanceof Error ? error.name : typeof error }, 'request failed');
    return internalError();
  });
  if (answer === null || response.destroyed) return;
  response.writeHead(answer.status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    'x-request-id': requestId,
    ...(routes.health.isDraining() ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function route(routes: Routes, request: IncomingMessage, requestId: string): Promise<Answer> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const page = (await routes.playground?.(request, path)) ?? null;
  if (page !== null) return page;
  if (path === GRAPHQL_PATH) return routes.graphql(request, requestId);
  if (path === '/livez') return routes.health.live();
  if (path === '/readyz') return routes.health.ready();
  return errorAnswer(HTTP.nothingHere, `There is nothing here. GraphQL is at ${GRAPHQL_PATH}.`);
}

export function listen(server: Server, { host, port }: Pick<GatewayConfig, 'host' | 'port'>): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ConfigError([listenProblem(error.code, host, port)]));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address);
    });
  });
}

function listenProblem(code: string | undefined, host: string, port: number): string {
  const where = `port ${String(port)} on ${host}`;
  if (code === 'EADDRINUSE')
    return `${where} is in use. Stop what listens there, or choose another port with --port or PORT`;
  if (code === 'EACCES')
    return `${where} needs more rights than this process has. Choose a port above 1023 with --port or PORT`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST: ${host} is no address of this machine`;
  return `${where} cannot be listened on (${code ?? 'unknown error'})`;
}

/** Stops accepting, lets what is under way finish until the deadline, then closes what is left. */
export async function drain(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, deadlineMs);
  await closed;
  clearTimeout(timer);
}
