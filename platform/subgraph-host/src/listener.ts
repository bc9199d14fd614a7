import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@bailiwick/config';

export const BODY_BYTES_MAX = 1024 * 1024;

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Listener {
  readonly url: URL;
  /** Until this is called every request is answered 503: the port is ours, the service is not ready. */
  serve(handler: Handler): void;
  /** Stops accepting, lets running requests finish for `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** A port that somebody else holds, in words for the person who started us. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
}

/** One HTTP server on its own port. A handler that throws answers 500 without saying why; the log has it. */
export async function listen({
  host,
  port,
  log,
}: {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}): Promise<Listener> {
  let handler: Handler = starting;
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 32 * 1024 },
    (request, response) => {
      handler(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'request failed');
        if (response.headersSent) response.destroy();
        else
          answerJson(response, 500, { error: 'server_error', error_description: 'Something went wrong on our side.' });
      });
    },
  );
  server.keepAliveTimeout = 65_000; // longer than any caller's, so that we are never the one to close a reused connection
  await started(server, host, port);
  const address = server.address() as AddressInfo; // a TCP listener's address is never a string
  return {
    url: new URL(`http://${host.includes(':') ? `[${host}]` : host}:${address.port}`),
    serve: (next) => {
      handler = next;
    },
    close: (graceMs) => closed(server, graceMs),
  };
}

function starting(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  answerJson(
    response,
    503,
    { error: 'temporarily_unavailable', error_description: 'The service is starting.' },
    { 'retry-after': '1' },
  );
  return Promise.resolve();
}

function started(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on ${host} is in use. Stop what listens there, or choose another port.`;
      reject(error.code === 'EADDRINUSE' ? new PortInUse(taken) : error);
    });
    server.listen(port, host, () => {
      resolve();
    });
  });
}

function closed(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** The whole body, or null when it is larger than a megabyte. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (body === undefined || status === 204) {
    response.writeHead(status, headers).end();
    return;
  }
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
    .end(JSON.stringify(body));
}
