import { isInSnapshot, isSameCursor, type Cursor } from './cursor.js';

/**
 * Which replica consumes. Nobody holds a lock while waiting for the network (an open transaction would hold back the
 * watermark of the whole database): the one that consumes shows it by writing the cursor row every second. Another takes
 * over when the row has stood still for `takeOverMs`. A wrong guess costs a reconnect and no correctness: every write to
 * the row first compares it, locked, with what the writer last knew.
 */
export interface Lease {
  /** Is another replica at it? Tell it each row that was read. */
  isHeldByAnother(cursor: Cursor): boolean;
  /** This replica wrote the row. */
  wrote(cursor: Cursor): void;
}

export function createLease({
  takeOverMs,
  now,
  monotonicMs = () => performance.now(),
}: {
  takeOverMs: number;
  now: () => Date;
  monotonicMs?: () => number;
}): Lease {
  let mine: Cursor | null = null;
  let seen: { readonly cursor: Cursor; readonly atMs: number } | null = null;

  /** On first sight only the time in the row can tell; from then on whether it moves, so that clocks needn't agree. */
  const firstSeenAt = (cursor: Cursor): number => {
    const isFresh = cursor.heardAt !== null && now().getTime() - cursor.heardAt.getTime() < takeOverMs;
    const isBegun = isInSnapshot(cursor) && cursor.position.id !== 0n;
    return isFresh || isBegun ? monotonicMs() : Number.NEGATIVE_INFINITY;
  };
  return {
    isHeldByAnother: (cursor) => {
      if (mine !== null && isSameCursor(cursor, mine)) return false;
      if (seen === null) seen = { cursor, atMs: firstSeenAt(cursor) };
      // A row that was deleted for a rebuild and made anew has no holder yet.
      else if (isInSnapshot(cursor) && cursor.position.id === 0n) seen = { cursor, atMs: Number.NEGATIVE_INFINITY };
      else if (!isSameCursor(cursor, seen.cursor)) seen = { cursor, atMs: monotonicMs() };
      return monotonicMs() - seen.atMs < takeOverMs;
    },
    wrote: (cursor) => {
      mine = cursor;
    },
  };
}
