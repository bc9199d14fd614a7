import { sql, type Database } from '@bailiwick/database';
import type { FeedPlace, Positions } from './consistency-token.js';

/**
 * What the consumers of this process have applied, in memory: a waiter here need not wait until the cursor row says so.
 * Keyed by database, because one process may host several domains.
 */
const boards = new WeakMap<object, Board>();

/** Everything below the watermark is there, as this history numbers it. */
interface Applied {
  readonly feed: string | null;
  readonly watermark: bigint;
}

interface Board {
  readonly applied: Map<string, Applied>;
  readonly waiters: Set<() => void>;
}

/** How far `source` is applied and committed. Null: the projection is being rebuilt. */
export function announceApplied(database: object, source: string, applied: Applied | null): void {
  const board = boardOf(database);
  if (applied === null) board.applied.delete(source);
  else board.applied.set(source, applied);
  for (const wake of [...board.waiters]) wake();
}

export interface FreshnessLimits {
  readonly timeoutMs?: number;
}

/** The other replicas' progress is seen in the cursor rows, looked at this often. */
const LOOK_MS = 40;

/**
 * Waits until everything that was committed at `positions` has arrived here from those `sources`; false when that takes
 * longer than `timeoutMs` (250 by default). Positions of domains that are not read from are no concern. Call it outside
 * any transaction: an open one would hold back the very watermark that is waited for.
 */
export async function waitUntilFresh<Tables>(
  database: Database<Tables>,
  sources: readonly string[],
  positions: Positions,
  { timeoutMs = 250 }: FreshnessLimits = {},
): Promise<boolean> {
  const wanted = Object.entries(positions).filter(([domain]) => sources.includes(domain));
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (isReached(wanted, boardOf(database).applied)) return true;
    if (
      isReached(
        wanted,
        await storedWatermarks(
          database,
          wanted.map(([domain]) => domain),
        ),
      )
    )
      return true;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return false;
    await nextNews(boardOf(database), Math.min(LOOK_MS, leftMs));
  }
}

/** A place in a history that is no more is never reached: the change that it names may be gone with it. */
function isReached(wanted: readonly (readonly [string, FeedPlace])[], applied: ReadonlyMap<string, Applied>): boolean {
  return wanted.every(([domain, { feed, xid }]) => {
    const here = applied.get(domain);
    return here !== undefined && feed !== null && here.feed === feed && here.watermark > xid;
  });
}

async function storedWatermarks<Tables>(
  database: Database<Tables>,
  sources: readonly string[],
): Promise<ReadonlyMap<string, Applied>> {
  return database.inSystem('consume', async (tx) => {
    const { rows } = await sql<{ source: string; feed: string | null; watermark: string }>`
      select source, feed, watermark::text as watermark from feed_cursor where source = any(${sources}::text[])`.execute(
      tx,
    );
    return new Map(rows.map((row) => [row.source, { feed: row.feed, watermark: BigInt(row.watermark) }]));
  });
}

function nextNews(board: Board, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      board.waiters.delete(done);
      resolve();
    };
    const timer = setTimeout(done, withinMs);
    board.waiters.add(done);
  });
}

function boardOf(database: object): Board {
  const known = boards.get(database);
  if (known !== undefined) return known;
  const board: Board = { applied: new Map(), waiters: new Set() };
  boards.set(database, board);
  return board;
}
