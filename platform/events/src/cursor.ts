import { sql, type Database, type SystemTransaction } from '@bailiwick/database';
import type { Position } from './position.js';

/**
 * How far one source has been applied. `xid` 0 means that a snapshot is being applied and must be begun again if it
 * breaks off; `id` then only counts, so that two replicas at it tell each other's writes from their own.
 */
export interface Cursor {
  /** The history of the source that the position is a place in; null until its first heartbeat has named it. */
  readonly feed: string | null;
  readonly position: Position;
  readonly heardAt: Date | null;
  readonly watermark: bigint;
}

type ConsumeTransaction<Tables> = SystemTransaction<Tables, 'consume'>;

interface CursorRow {
  readonly feed: string | null;
  readonly xid: string;
  readonly id: string;
  readonly heard_at: Date | null;
  readonly watermark: string;
}

const COLUMNS = sql`feed, xid::text as xid, id::text as id, heard_at, watermark::text as watermark`;

export function isInSnapshot({ position }: Cursor): boolean {
  return position.xid === 0n;
}

export function isSameCursor(one: Cursor, other: Cursor): boolean {
  return (
    one.feed === other.feed &&
    one.position.xid === other.position.xid &&
    one.position.id === other.position.id &&
    one.watermark === other.watermark &&
    one.heardAt?.getTime() === other.heardAt?.getTime()
  );
}

/** The cursor as it is, made if there is none: a source that was never read begins with a snapshot. */
export async function findOrInsertCursor<Tables>(tx: ConsumeTransaction<Tables>, source: string): Promise<Cursor> {
  const found = await select(tx, source, '');
  if (found !== null) return found;
  await sql`insert into feed_cursor (source) values (${source}) on conflict (source) do nothing`.execute(tx);
  return (await select(tx, source, '')) ?? { feed: null, position: { xid: 0n, id: 0n }, heardAt: null, watermark: 0n };
}

/** Null when another replica holds it, or when it was deleted to have the projection rebuilt. */
export async function lockCursor<Tables>(tx: ConsumeTransaction<Tables>, source: string): Promise<Cursor | null> {
  return select(tx, source, 'for update skip locked');
}

export async function replaceCursor<Tables>(
  tx: ConsumeTransaction<Tables>,
  source: string,
  cursor: Cursor,
): Promise<void> {
  const { feed, position, heardAt, watermark } = cursor;
  await sql`
    update feed_cursor
    set feed = ${feed}, xid = ${position.xid.toString()}::xid8, id = ${position.id.toString()}::bigint,
      heard_at = ${heardAt?.toISOString() ?? null}::timestamptz, watermark = ${watermark.toString()}::xid8
    where source = ${source}`.execute(tx);
}

/**
 * Has the projection of this source built anew: whichever replica consumes it notices within a second, empties it and
 * starts from a snapshot. Until that is complete the source counts as never heard, so what needs its facts is denied.
 */
export async function rebuildProjection<Tables>(database: Database<Tables>, source: string): Promise<void> {
  await database.inSystem('consume', (tx) => sql`delete from feed_cursor where source = ${source}`.execute(tx));
}

async function select<Tables>(
  tx: ConsumeTransaction<Tables>,
  source: string,
  locking: '' | 'for update skip locked',
): Promise<Cursor | null> {
  const { rows } =
    await sql<CursorRow>`select ${COLUMNS} from feed_cursor where source = ${source} ${sql.raw(locking)}`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    feed: row.feed,
    position: { xid: BigInt(row.xid), id: BigInt(row.id) },
    heardAt: row.heard_at,
    watermark: BigInt(row.watermark),
  };
}
