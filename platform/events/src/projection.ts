import { randomInt } from 'node:crypto';
import type { Database, SystemTransaction } from '@bailiwick/database';
import type { FeedEvent, FeedHeartbeat } from '@bailiwick/feed-reader';
import { isInSnapshot, isSameCursor, lockCursor, replaceCursor, type Cursor } from './cursor.js';
import { later, parsePosition, type Position } from './position.js';
import type { Subscription } from './types.js';

/** Another replica consumes, or the projection is to be rebuilt. Nothing of this transaction was kept. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** The source tells another history than the one whose places the cursor counts: what follows does not continue it. */
export class HistoryChanged extends Error {
  override readonly name = 'HistoryChanged';
}

/** The projection could not take this event: not the database's fault, it will fail again. */
export class ApplyFailed extends Error {
  override readonly name = 'ApplyFailed';
  readonly event: FeedEvent;

  constructor(event: FeedEvent, cause: unknown) {
    super('An event could not be applied.', { cause });
    this.event = event;
  }
}

/** What moves the cursor: the events that were applied, and the heartbeat behind them if there was one already. */
export interface Progress {
  readonly events: readonly FeedEvent[];
  readonly heartbeat: FeedHeartbeat | null;
}

export type Apply<Tables> = Subscription<Tables>['apply'];

/**
 * One replica's copy of one source: applies events in the transaction that also moves the cursor, so that an effect is
 * there exactly once whatever is killed when. `snapshot_complete` must have been seen before a heartbeat ends a snapshot.
 */
export interface Projection<Tables> {
  readonly cursor: () => Cursor;
  /** The cursor as it will be, if that is kept. */
  readonly after: (progress: Progress) => Cursor;
  readonly keep: (progress: Progress, apply: Apply<Tables>) => Promise<Cursor>;
}

export function openProjection<Tables>(options: {
  readonly database: Database<Tables>;
  readonly subscription: Subscription<Tables>;
  readonly cursor: Cursor;
  readonly now: () => Date;
}): Projection<Tables> {
  const { database, subscription, now } = options;
  let cursor = options.cursor;
  let needsReset = isInSnapshot(cursor);

  const carryOut = async (
    progress: Progress,
    apply: Apply<Tables>,
    next: Cursor,
    tx: SystemTransaction<Tables, 'consume'>,
  ): Promise<void> => {
    const stored = await lockCursor(tx, subscription.source);
    if (stored === null || !isSameCursor(stored, cursor))
      throw new Superseded('The cursor is not where this replica left it.');
    if (needsReset) await subscription.reset(tx, database);
    for (const event of progress.events) await applyOne(event, () => apply(event, tx, database));
    await replaceCursor(tx, subscription.source, next);
  };
  return {
    cursor: () => cursor,
    after: (progress) => nextCursor(cursor, progress, now()),
    keep: async (progress, apply) => {
      const next = nextCursor(cursor, progress, now());
      await database.inSystem('consume', (tx) => carryOut(progress, apply, next, tx));
      needsReset = false;
      cursor = next;
      return next;
    },
  };
}

async function applyOne(event: FeedEvent, apply: () => Promise<void>): Promise<void> {
  try {
    await apply();
  } catch (error) {
    throw isPassing(error) ? error : new ApplyFailed(event, error);
  }
}

/** A snapshot's heartbeat ends it; before that no place in the feed is reached, however many events were applied. */
function nextCursor(cursor: Cursor, { events, heartbeat }: Progress, now: Date): Cursor {
  if (isInSnapshot(cursor) && heartbeat === null) {
    const { id } = cursor.position;
    return { ...cursor, position: { xid: 0n, id: id === 0n ? BigInt(randomInt(1, 2 ** 40)) : id + 1n } };
  }
  const from = isInSnapshot(cursor)
    ? { xid: 0n, id: 0n }
    : events.map((event) => positionOf(event.sequence)).reduce(later, cursor.position);
  if (heartbeat === null) return { ...cursor, position: from };
  if (!isInSnapshot(cursor) && heartbeat.feed !== cursor.feed)
    throw new HistoryChanged('The source has begun another history.');
  return {
    feed: heartbeat.feed,
    position: later(positionOf(heartbeat.position), from),
    heardAt: heartbeat.behind ? cursor.heardAt : latest(cursor.heardAt, heartbeat.at < now ? heartbeat.at : now),
    watermark: heartbeat.watermark > cursor.watermark ? heartbeat.watermark : cursor.watermark,
  };
}

/** As of when the source spoke, not of when it was read: a heartbeat that was stuck in a buffer proves nothing about now. */
function latest(one: Date | null, other: Date): Date {
  return one !== null && one > other ? one : other;
}

function positionOf(text: string): Position {
  const position = parsePosition(text);
  if (position === null) throw new Error('The feed sent a position that no database could hold.');
  return position;
}

// SQLSTATE classes that say nothing about the event: connection 08, transaction rollback (deadlock) 40, resources 53,
// lock not available 55, operator intervention and timeouts 57, idle in transaction 25P03, I/O 58.
const PASSING = /^(08|25P|40|53|55|57|58)/;

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    error.name === 'DatabaseUnavailable' ||
    PASSING.test(code) ||
    /connection terminated|not queryable/i.test(error.message)
  );
}
