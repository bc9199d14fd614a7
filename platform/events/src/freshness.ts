import { sql, type Database } from '@bailiwick/database';
import type { Positions } from './consistency-token.js';

/**
 * What the consumers of this process have applied, in memory: a waiter here need not wait until the cursor row says so.
 * Keyed by database, because one process may host several domains.
 */
const boards = new WeakMap<object, Board>();

interface Board {
  readonly applied: Map<string, bigint>;
  readonly waiters: Set<() => void>;
}

/** Everything of `source` below `watermark` is applied and committed. Null: the projection is being rebuilt. */
export function announceApplied(database: object, source: string, watermark: bigint | null): void {
  const board = boardOf(database);
  if (watermark === null) board.applied.delete(source);
  else board.applied.set(source, watermark);
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

function isReached(wanted: readonly (readonly [string, bigint])[], applied: ReadonlyMap<string, bigint>): boolean {
  return wanted.every(([domain, xid]) => (applied.get(domain) ?? 0n) > xid);
}

async function storedWatermarks<Tables>(
  database: Database<Tables>,
  sources: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  return database.inSystem('consume', async (tx) => {
    const { rows } = await sql<{ source: string; watermark: string }>`
      select source, watermark::text as watermark from feed_cursor where source = any(${sources}::text[])`.execute(tx);
    return new Map(rows.map((row) => [row.source, BigInt(row.watermark)]));
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
