import { sql, type SystemTransaction, type TenantTransaction } from '@bailiwick/database';
import type { FeedStanding } from './types.js';

interface StandingRow {
  readonly feed: string | null;
  readonly heard_at: Date | null;
  readonly watermark: string;
}

/** Never heard of: facts of this source are unknown, and unknown denies. */
const UNHEARD: FeedStanding = { feed: null, heardAt: null, watermark: 0n };

/** How fresh this domain's copy of `source`'s facts is. Its age is the time since `heardAt`, not since a fact changed. */
export async function readStanding<Tables>(
  tx: TenantTransaction<Tables> | SystemTransaction<Tables, 'consume'>,
  source: string,
): Promise<FeedStanding> {
  const { rows } =
    await sql<StandingRow>`select feed, heard_at, watermark::text as watermark from feed_cursor where source = ${source}`.execute(
      tx,
    );
  const row = rows[0];
  return row === undefined ? UNHEARD : { feed: row.feed, heardAt: row.heard_at, watermark: BigInt(row.watermark) };
}
