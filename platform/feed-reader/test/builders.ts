import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { readFeed, type FeedOptions, type FeedSignal } from '../src/index.js';

export const READINESS = 'billing.readiness.changed';

export interface Source {
  readonly url: URL;
  readonly requests: IncomingMessage[];
}

/** A source that answers its n-th request as the n-th script says, and later ones as the last. Gone after the test. */
export async function aSource(
  ...scripts: readonly ((response: ServerResponse, request: IncomingMessage) => void | Promise<void>)[]
): Promise<Source> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const script = scripts[Math.min(requests.length, scripts.length - 1)];
    requests.push(request);
    void script?.(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), requests };
}

export const stream = (response: ServerResponse, ...texts: readonly (string | Buffer)[]): void => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  for (const text of texts) response.write(text);
};

export function anEvent(overrides: object = {}): string {
  const event = {
    specversion: '1.0',
    id: '1',
    source: 'urn:bailiwick:billing',
    type: READINESS,
    subject: 's',
    time: '2030-01-01T12:00:00.000Z',
    tenantid: null,
    requestid: null,
    sequence: '7.1',
    data: { ready: true },
    ...overrides,
  };
  return `${JSON.stringify({ event })}\n`;
}

export function aHeartbeat(overrides: object = {}): string {
  return `${JSON.stringify({ heartbeat: { watermark: '8', position: '7.1', at: '2030-01-01T12:00:00.000Z', ...overrides } })}\n`;
}

export interface Reading {
  readonly signals: FeedSignal[];
  readonly refused: string[];
  readonly subjects: () => readonly string[];
  readonly causes: () => readonly string[];
  stop(): Promise<void>;
}

/** Reads until the test is over. */
export function read(url: URL, options: Partial<FeedOptions> = {}): Reading {
  const stopping = new AbortController();
  const [signals, refused]: [FeedSignal[], string[]] = [[], []];
  const feed = readFeed({
    url,
    receiver: 'billing',
    types: [READINESS],
    after: () => 'head',
    sign: () => ({}),
    signal: stopping.signal,
    backoff: { firstMs: 10, mostMs: 20 },
    onRefused: (type) => refused.push(type),
    ...options,
  });
  const reading = (async () => {
    for await (const signal of feed) signals.push(signal);
  })();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await reading;
  };
  onTestFinished(stop);
  return {
    signals,
    refused,
    stop,
    subjects: () =>
      signals
        .flatMap((signal) => (signal.kind === 'lines' ? signal.lines : []))
        .flatMap((line) => (line.kind === 'event' ? [line.event.subject] : [])),
    causes: () => signals.flatMap((signal) => (signal.kind === 'broken' ? [signal.cause] : [])),
  };
}

export async function until(what: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!what()) {
    if (performance.now() > deadline)
      throw new Error(`This did not come true within ${withinMs} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
