import { Agent, type Dispatcher } from 'undici';
import { backoffMs, pause, type Backoff } from './backoff.js';
import { FeedBroken, type BreakCause } from './feed-broken.js';
import type { FeedLine } from './feed-line.js';
import type { FeedSigner } from './feed-signer.js';
import { openFeed } from './open-feed.js';

export interface FeedOptions {
  /** The source's origin. */
  readonly url: URL;
  /** The domain that is read, in lower case. It may send its own event types and withdrawals, nothing else. */
  readonly receiver: string;
  readonly types: readonly string[];
  /** Asked for every connection: a position, `head`, or null for a snapshot first. */
  readonly after: () => string | null | Promise<string | null>;
  /** The history that a position from `after` is a place in, once a heartbeat has named it. */
  readonly feed?: string | null;
  readonly sign: FeedSigner;
  readonly signal: AbortSignal;
  /** Without one the feed keeps a connection of its own: a standing stream would take one from a shared pool. */
  readonly dispatcher?: Dispatcher;
  /** 1 s for a gateway, 5 s (the default) for a consumer. */
  readonly silenceMs?: number;
  readonly lineBytesMax?: number;
  readonly backoff?: Backoff;
  /** An event that this source may not send, or that nobody asked for, was dropped. */
  readonly onRefused?: (type: string) => void;
}

/** What happens to a feed, in order. A gateway drops its cache on `broken`; nothing is missed between two `lines`. */
export type FeedSignal =
  | { readonly kind: 'opened' }
  | { readonly kind: 'lines'; readonly lines: readonly FeedLine[] }
  | { readonly kind: 'broken'; readonly cause: BreakCause; readonly detail: string; readonly retryInMs: number };

const TOKEN_WITHDRAWN = 'txn_token.withdrawn';

/** Reads a feed for as long as the signal is not aborted, over as many connections as it takes. */
export async function* readFeed(options: FeedOptions): AsyncGenerator<FeedSignal, void, undefined> {
  refuseForeignTypes(options.receiver, options.types);
  const own =
    options.dispatcher === undefined
      ? new Agent({ connections: 1, pipelining: 1, connect: { timeout: options.silenceMs ?? 5_000 } })
      : null;
  const dispatcher = options.dispatcher ?? own;
  let failures = 0;
  try {
    while (!options.signal.aborted && dispatcher !== null) {
      try {
        for await (const signal of readOnce(options, dispatcher)) {
          if (signal.kind === 'lines') failures = 0;
          yield signal;
        }
      } catch (error) {
        if (!(error instanceof FeedBroken)) throw error;
        failures += 1;
        const retryInMs = backoffMs(options.backoff ?? { firstMs: 100, mostMs: 5_000 }, failures);
        yield { kind: 'broken', cause: error.breakCause, detail: error.message, retryInMs };
        await pause(retryInMs, options.signal);
      }
    }
  } finally {
    await own?.destroy();
  }
}

async function* readOnce(options: FeedOptions, dispatcher: Dispatcher): AsyncGenerator<FeedSignal, void, undefined> {
  const { url, types, feed = null, sign, signal, silenceMs = 5_000, lineBytesMax = 1024 * 1024 } = options;
  const after = await options.after();
  let isOpen = false;
  for await (const received of openFeed({
    url,
    types,
    after,
    feed,
    sign,
    dispatcher,
    silenceMs,
    lineBytesMax,
    signal,
  })) {
    if (!isOpen) yield { kind: 'opened' };
    isOpen = true;
    const lines = received.filter((line) => isAllowed(line, options));
    if (lines.length > 0) yield { kind: 'lines', lines };
  }
}

/**
 * The event that was not asked for is dropped and the stream goes on: breaking it would let one bad event keep all the
 * good ones behind it from ever arriving.
 */
function isAllowed(line: FeedLine, options: FeedOptions): boolean {
  if (line.kind !== 'event') return true;
  const { type, source } = line.event;
  if (
    options.types.includes(type) &&
    isOwnType(type, options.receiver) &&
    source === `urn:bailiwick:${options.receiver}`
  )
    return true;
  options.onRefused?.(type);
  return false;
}

/** A domain is the source of its own event types and of withdrawals. Throws for any other: a defect of the caller. */
export function refuseForeignTypes(receiver: string, types: readonly string[]): void {
  const foreign = types.find((type) => !isOwnType(type, receiver));
  if (foreign !== undefined) throw new Error(`The domain ${receiver} is not the source of ${foreign}.`);
}

function isOwnType(type: string, domain: string): boolean {
  return type === TOKEN_WITHDRAWN || type.startsWith(`${domain}.`);
}
