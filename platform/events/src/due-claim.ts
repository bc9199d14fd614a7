import { sql, type SystemTransaction } from '@bailiwick/database';
import type { DueRow } from './types.js';

/** A due row that this transaction alone carries out. */
export interface DueClaim {
  readonly due: DueRow;
  /** Of the row as it was planned: whoever changes the plan makes another one. */
  readonly version: string;
}

export interface Wanted {
  readonly kinds: readonly string[];
  readonly now: Date;
  /** Keys of rows that are left alone for a while. */
  readonly except: readonly string[];
}

type Tx<Tables> = SystemTransaction<Tables, 'clock'>;
type Key = Pick<DueRow, 'tenantId' | 'kind' | 'subject'>;

/** More than there are replicas, each of which holds one. */
const LOOKED_AT = 50;

/**
 * Takes the next row for this replica by a lock on its name. The row itself stays free: whoever changes a subject locks it
 * first and its due rows after, so a clock that held the row while its rule waits for the subject would be waited for.
 * Null when none is due or all are taken; a claim of null when another replica fired it between the two looks.
 */
export async function claimNext<Tables>(
  tx: Tx<Tables>,
  domain: string,
  { kinds, now, except }: Wanted,
): Promise<{ readonly claim: DueClaim | null } | null> {
  const { rows } = await sql<{ tenant_id: string; kind: string; subject: string }>`
    select tenant_id, kind, subject from (
      select tenant_id, kind, subject from due
      where due_at <= ${now.toISOString()}::timestamptz and kind = any(${kinds}::text[])
        and (tenant_id || '/' || kind || '/' || subject) <> all(${except}::text[])
      order by due_at limit ${LOOKED_AT}) next
    where pg_try_advisory_xact_lock(hashtextextended(${domain} || ' due ' || tenant_id || '/' || kind || '/' || subject, 0))
    limit 1`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  return { claim: await findStillDue(tx, { tenantId: row.tenant_id, kind: row.kind, subject: row.subject }, now) };
}

/** A statement of its own: it sees what was committed before the name was locked. */
async function findStillDue<Tables>(tx: Tx<Tables>, key: Key, now: Date): Promise<DueClaim | null> {
  const { rows } = await sql<{ due_at: Date; version: string }>`
    select due_at, xmin::text as version from due
    where ${isNamed(key)} and due_at <= ${now.toISOString()}::timestamptz`.execute(tx);
  const [row] = rows;
  return row === undefined ? null : { due: { ...key, dueAt: row.due_at }, version: row.version };
}

/** Done with. What the rule, or somebody while it waited, planned anew under the same name stays. */
export async function deleteFired<Tables>(tx: Tx<Tables>, { due, version }: DueClaim): Promise<void> {
  await sql`delete from due where ${isNamed(due)} and xmin = ${version}::xid`.execute(tx);
}

function isNamed({ tenantId, kind, subject }: Key) {
  return sql`tenant_id = ${tenantId}::uuid and kind = ${kind} and subject = ${subject}`;
}
