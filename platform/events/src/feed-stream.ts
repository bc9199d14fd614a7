import { createAlarm } from './alarm.js';
import type { FeedQuery } from './feed-query.js';
import type { Outbox, OutboxEntry } from './outbox.js';
import { formatPosition, isAfter, later, START, type Position } from './position.js';
import type { Tail, TailView } from './tail.js';

/** NDJSON, some lines at a time. Pulled: who doesn't read costs one chunk of memory, and is behind. */
export type FeedStream = AsyncGenerator<string, void, undefined>;

/**
 * The reader wants to continue in another history than this database's, or where it has never been: it was restored from
 * a backup, or the position is another domain's. Some of what the reader has heard may never have happened here, and the
 * same places hold other events: only a snapshot helps.
 */
export class PositionUnknown extends Error {
  override readonly name = 'PositionUnknown';
}

export interface StreamSource {
  readonly tail: Tail;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

/** Attaches to the tail, checks the position, and only then hands out the stream. */
export async function streamFeed(source: StreamSource, query: FeedQuery, signal: AbortSignal): Promise<FeedStream> {
  const alarm = createAlarm(signal);
  const detach = source.tail.attach(alarm.ring);
  try {
    const view = await source.tail.view();
    // The view may be some milliseconds older than the position: another replica gave it out.
    const now = isUnknown(query, view) ? await source.outbox.head() : view;
    if (isUnknown(query, now))
      throw new PositionUnknown('The position is of another history than this feed, or ahead of it.');
    return run(source, query, { signal, feed: now.feed, looked: alarm.sleep }, detach);
  } catch (error) {
    detach();
    throw error;
  }
}

function isUnknown({ after, feed }: FeedQuery, here: { readonly feed: string; readonly watermark: bigint }): boolean {
  if (after === null || after === 'head') return false;
  return feed !== here.feed || isAfter(after, { xid: here.watermark, id: 0n });
}

interface Life {
  readonly signal: AbortSignal;
  /** The history that this stream tells. When the database tells another one, the stream ends and the reader asks again. */
  readonly feed: string;
  /** The tail has looked again, or it is over. */
  readonly looked: () => Promise<void>;
}

async function* run(source: StreamSource, query: FeedQuery, life: Life, detach: () => void): FeedStream {
  try {
    let position: Position | null = yield* begin(source, query, life);
    while (position !== null && !life.signal.aborted) {
      const recent = source.tail.since(position);
      const step: Step =
        recent === null
          ? await catchUp(source, query, position)
          : present(recent.entries, recent.view, query, position);
      if (step.feed !== life.feed) return;
      position = step.to;
      yield step.chunk;
      if (recent !== null) await life.looked();
    }
  } finally {
    detach();
  }
}

/** Where the stream starts; for a snapshot, after it. Null when another history has begun meanwhile. */
async function* begin(
  { tail, outbox }: StreamSource,
  query: FeedQuery,
  life: Life,
): AsyncGenerator<string, Position | null, undefined> {
  const { after } = query;
  if (after === 'head') return (await tail.view()).head;
  if (after !== null) return after;
  // What commits from here on gets a place at or above the watermark: the live part continues exactly there.
  const { watermark } = await outbox.head();
  let position = START;
  for (let isFull = true; isFull && !life.signal.aborted;) {
    const page = await outbox.snapshotPage(query.types, watermark, position);
    if (page.feed !== life.feed) return null;
    ({ position, isFull } = page);
    if (page.entries.length > 0) yield page.entries.map(({ line }) => line).join('');
  }
  if (!life.signal.aborted) yield `${JSON.stringify({ snapshot: { complete: true } })}\n`;
  return { xid: watermark, id: 0n };
}

/** Further back than the tail remembers: one batch of one's own. All types are read, so that the position moves on in any case. */
async function catchUp({ outbox, now }: StreamSource, query: FeedQuery, position: Position): Promise<Step> {
  const at = now();
  const batch = await outbox.after(position);
  // When that was all, everything below the watermark has been seen, so that the next look is the tail's.
  const to = batch.isFull ? batch.position : later(batch.position, { xid: batch.watermark, id: 0n });
  return stepOf(batch.entries, query, to, { feed: batch.feed, watermark: batch.watermark, at, isBehind: true });
}

function present(entries: readonly OutboxEntry[], view: TailView, query: FeedQuery, position: Position): Step {
  return stepOf(entries, query, later(view.head, position), view);
}

interface Step {
  readonly feed: string;
  readonly chunk: string;
  readonly to: Position;
}

function stepOf(
  entries: readonly OutboxEntry[],
  query: FeedQuery,
  to: Position,
  view: Pick<TailView, 'feed' | 'watermark' | 'at' | 'isBehind'>,
): Step {
  const lines = entries.filter((entry) => query.types.includes(entry.type)).map((entry) => entry.line);
  const heartbeat = {
    feed: view.feed,
    watermark: view.watermark.toString(),
    position: formatPosition(to),
    at: view.at.toISOString(),
    ...(view.isBehind && { behind: true }),
  };
  return { chunk: `${lines.join('')}${JSON.stringify({ heartbeat })}\n`, to, feed: view.feed };
}
