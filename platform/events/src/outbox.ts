import { DatabaseRestored, sql, type RawBuilder, type Database, type SystemTransaction } from '@bailiwick/database';
import { TOKEN_WITHDRAWN } from './emit.js';
import { formatPosition, later, START, type Position } from './position.js';
import type { DomainEvent } from './types.js';

/** An event on its way out: serialised once, however many streams it goes to. */
export interface OutboxEntry {
  readonly position: Position;
  readonly type: string;
  readonly line: string;
}

/** Some entries in feed order. After them the reader is at `position`, and has seen everything below `watermark`. */
export interface OutboxBatch {
  /** The history that the positions belong to. */
  readonly feed: string;
  readonly entries: readonly OutboxEntry[];
  readonly position: Position;
  readonly watermark: bigint;
  /** More is there already. */
  readonly isFull: boolean;
  /** More is committed, and waits for a transaction that does not end: who has read this has not heard the present. */
  readonly isHeldBack: boolean;
}

interface OutboxRow {
  readonly feed: string | null;
  readonly xmin: string;
  readonly held_back?: boolean;
  readonly xid: string | null;
  readonly id: string | null;
  readonly type: string;
  readonly subject: string;
  readonly tenant_id: string | null;
  readonly time: Date;
  readonly request_id: string | null;
  readonly data: unknown;
}

/** Order by the table's own columns: these are text, and 9 sorts behind 10. */
const COLUMNS = sql`xid::text, id::text, type, subject, tenant_id::text, time, request_id, data`;
/**
 * Every transaction below it has ended, and one that is still to commit gets a place above: so what is read in the
 * order (xid, id) below it is never joined by a latecomer. Taken from the very snapshot that the statement reads with.
 * It counts the transactions of the whole server: a long one of any database holds every feed back, and loses nothing.
 */
const OLDEST_RUNNING = sql`pg_snapshot_xmin(pg_current_snapshot())`;
/** An ordinary transaction is over by then. From here on a heartbeat that claimed the present would hide what was taken back. */
const HELD_BACK_AFTER = sql`interval '1 second'`;

/** Reads an outbox as the role `feed`, which may read every tenant's events and nothing else. */
export interface Outbox {
  /** The newest position, and the watermark at that moment. */
  head(): Promise<OutboxBatch>;
  after(position: Position): Promise<OutboxBatch>;
  /** One page of the newest events of each subject among the transactions below `below`. */
  snapshotPage(types: readonly string[], below: bigint, after: Position): Promise<OutboxBatch>;
}

export function openOutbox<Tables>(database: Database<Tables>, batchSize: number): Outbox {
  const read = (
    what: (tx: SystemTransaction<Tables, 'feed'>) => Promise<readonly OutboxRow[]>,
  ): Promise<readonly OutboxRow[]> => database.inSystem('feed', what);
  const batchOf = (rows: readonly OutboxRow[], from: Position): OutboxBatch =>
    toBatch(database.domain, rows, from, batchSize);
  return {
    head: async () => {
      const rows = await read((tx) => below(sql`true`, sql`outbox.xid desc, outbox.id desc`, 1, tx));
      return { ...batchOf(rows, START), entries: [], isFull: false };
    },
    after: async (position) => {
      const beyond = sql`(xid, id) > (${position.xid.toString()}::xid8, ${position.id.toString()}::bigint)`;
      return batchOf(await read((tx) => below(beyond, sql`outbox.xid, outbox.id`, batchSize, tx)), position);
    },
    snapshotPage: async (types, limit, after) =>
      batchOf(await read((tx) => newestBelow(types, limit, after, batchSize, tx)), after),
  };
}

/** At least one row always comes: history and watermark are needed also when nothing is new. */
async function below<Tables>(
  condition: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
  tx: SystemTransaction<Tables, 'feed'>,
): Promise<readonly OutboxRow[]> {
  const { rows } = await sql<OutboxRow>`
    select (select current_feed()) as feed, now.xmin::text as xmin, entry.*,
      exists (select from outbox as held where held.xid >= now.xmin and held.time < clock_timestamp() - ${HELD_BACK_AFTER}) as held_back
    from (select ${OLDEST_RUNNING} as xmin) as now
    left join lateral (
      select ${COLUMNS} from outbox where xid < now.xmin and ${condition} order by ${order} limit ${limit}
    ) as entry on true
    order by entry.xid::xid8, entry.id::bigint`.execute(tx);
  return rows;
}

/**
 * Newest by id, not by xid: whoever holds the subject's row lock takes the next id, while its transaction may be the
 * older one. Two anti-joins, because an index serves `is null` and `=` but not `is not distinct from`.
 */
async function newestBelow<Tables>(
  types: readonly string[],
  limit: bigint,
  after: Position,
  pageSize: number,
  tx: SystemTransaction<Tables, 'feed'>,
): Promise<readonly OutboxRow[]> {
  const facts = types.filter((type) => type !== TOKEN_WITHDRAWN);
  const newer = sql`newer.type = entry.type and newer.subject = entry.subject and newer.id > entry.id and newer.xid < ${limit.toString()}::xid8`;
  const { rows } = await sql<OutboxRow>`
    select (select current_feed()) as feed, now.xmin::text as xmin, page.*
    from (select ${OLDEST_RUNNING} as xmin) as now
    left join lateral (
      select ${COLUMNS} from outbox as entry
      where type = any(${facts}::text[]) and xid < ${limit.toString()}::xid8
        and (xid, id) > (${after.xid.toString()}::xid8, ${after.id.toString()}::bigint)
        and not exists (select from outbox as newer where newer.tenant_id = entry.tenant_id and ${newer})
        and not exists (select from outbox as newer where newer.tenant_id is null and entry.tenant_id is null and ${newer})
      order by entry.xid, entry.id limit ${pageSize}
    ) as page on true
    order by page.xid::xid8, page.id::bigint`.execute(tx);
  return rows;
}

function toBatch(domain: string, rows: readonly OutboxRow[], from: Position, batchSize: number): OutboxBatch {
  const entries = rows.flatMap((row) => toEntry(domain, row) ?? []);
  const position = entries.reduce((furthest, entry) => later(entry.position, furthest), from);
  const isFull = entries.length >= batchSize;
  const watermark = isFull ? position.xid : BigInt(rows[0]?.xmin ?? 0);
  const feed = rows[0]?.feed ?? null;
  if (feed === null) throw new DatabaseRestored(domain);
  return { feed, entries, position, watermark, isFull, isHeldBack: rows[0]?.held_back === true };
}

function toEntry(domain: string, row: OutboxRow): OutboxEntry | null {
  if (row.xid === null || row.id === null) return null;
  const position = { xid: BigInt(row.xid), id: BigInt(row.id) };
  const event: DomainEvent = {
    specversion: '1.0',
    id: row.id,
    source: `urn:bailiwick:${domain}`,
    type: row.type,
    subject: row.subject,
    time: row.time.toISOString(),
    tenantid: row.tenant_id,
    requestid: row.request_id,
    sequence: formatPosition(position),
    data: row.data,
  };
  return { position, type: row.type, line: `${JSON.stringify({ event })}\n` };
}
