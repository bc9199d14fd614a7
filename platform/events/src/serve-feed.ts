import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Feed } from './feed.js';
import type { FeedQuery } from './feed-query.js';
import { PositionUnknown, type FeedStream } from './feed-stream.js';

/** A reader that takes nothing for so long is gone; it continues from its cursor when it comes back. */
const STALLED_MS = 10_000;

/**
 * Answers one `GET /events` until the reader leaves or the feed stops. 410 when the position lies ahead of the feed:
 * the reader starts again from a snapshot.
 */
export async function serveFeed(
  feed: Feed,
  query: FeedQuery,
  response: ServerResponse,
  stalledMs: number = STALLED_MS,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const stream = await open(feed, query, response, gone.signal);
  if (stream === null) return;
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  // So that the reader knows that the stream stands, before the first line is there.
  response.flushHeaders();
  try {
    for await (const chunk of stream) {
      if (response.destroyed) break;
      if (!response.write(chunk)) await drained(response, gone.signal, stalledMs);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

async function open(
  feed: Feed,
  query: FeedQuery,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<FeedStream | null> {
  try {
    return await feed.open(query, signal);
  } catch (error) {
    if (!(error instanceof PositionUnknown)) throw error;
    response.writeHead(410, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ error: 'position_unknown', error_description: error.message }));
    return null;
  }
}

async function drained(response: ServerResponse, gone: AbortSignal, stalledMs: number): Promise<void> {
  try {
    await once(response, 'drain', { signal: AbortSignal.any([gone, AbortSignal.timeout(stalledMs)]) });
  } catch {
    response.destroy();
  }
}
