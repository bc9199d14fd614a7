import type { Lease } from '../connection.js';
import { requireDomainName } from '../statements.js';
import type { DomainSource } from './files.js';
import { overOwner } from './over-owner.js';

export interface BegunHistory {
  /** Events whose places were of another server's counting, and are now below everything that is to come. */
  readonly renumbered: number;
  /** When the newest event happened that this database knows of; null when it knows of none. */
  readonly newestAt: Date | null;
}

/** Below every transaction's id of any server, which begin at 3, and above 0, which is no place. */
const BEFORE_EVERYTHING = '2';

/**
 * Says that a database was restored: its feed begins a new history, so that every reader notices and starts from a
 * snapshot. Restored on another server, the events carry ids that are still to come there: they would stay unseen until
 * then, and be counted among new ones. They are moved below everything, in their own order, which is their id's.
 */
export async function beginHistory(options: {
  readonly url: string;
  readonly domain: DomainSource;
}): Promise<BegunHistory> {
  const name = requireDomainName(options.domain.name);
  return overOwner(options.url, name, (lease) => begin(lease, name));
}

async function begin(lease: Lease, schema: string): Promise<BegunHistory> {
  await lease.query(`begin; set local search_path to ${schema}, pg_temp; set local lock_timeout to '10s'`);
  try {
    await lease.query('lock table outbox in access exclusive mode');
    // Row security holds its owner too; nobody else can look while the lock is held.
    await lease.query('alter table outbox no force row level security');
    const { rows } = await lease.query('select max(time) as newest_at from outbox');
    const { rowCount } = await lease.query(
      `update outbox set xid = '${BEFORE_EVERYTHING}' where exists (select from outbox where xid >= pg_current_xact_id())`,
    );
    await lease.query('alter table outbox force row level security');
    await lease.query('update feed_history set id = gen_random_uuid(), place = feed_place(), begun_at = now()');
    await lease.query('commit');
    const newestAt = rows[0]?.['newest_at'];
    return { renumbered: rowCount ?? 0, newestAt: newestAt instanceof Date ? newestAt : null };
  } catch (error) {
    await lease.query('rollback').catch(() => undefined);
    throw error;
  }
}
