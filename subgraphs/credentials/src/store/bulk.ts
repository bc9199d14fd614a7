import type { Selectable, TenantTransaction } from '@bailiwick/database';
import { scheduleDue } from '@bailiwick/events';
import type { BulkOperation } from '../domain/bulk.js';
import { readSelection, type StoredSelection } from './selection.js';
import { asJson, isUuid, readActor } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;
export type Bulk = BulkOperation<StoredSelection>;

/** Stored in due rows, so never renamed. */
export const BULK_GOES_ON = 'bulk.goes_on';

export async function insertBulk(tx: Tx, bulk: Bulk): Promise<void> {
  await tx
    .insertInto('bulk_operation')
    .values({
      id: bulk.id,
      kind: bulk.kind,
      selection: asJson(bulk.selection),
      reason: bulk.reason,
      revocation_id: bulk.revocationId,
      overlap_ends_at: bulk.overlapEndsAt,
      by_actor: asJson(bulk.by),
      note: bulk.note,
      started_at: bulk.startedAt,
      matched: bulk.matched,
    })
    .execute();
}

export async function findBulk(tx: Tx, id: string): Promise<Bulk | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('bulk_operation').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toBulk(row);
}

/** As it is once nobody else carries it on. */
export async function lockBulk(tx: Tx, id: string): Promise<Bulk | null> {
  const row = await tx.selectFrom('bulk_operation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toBulk(row);
}

/** How far it came. What is left goes on by the clock, at once. */
export async function replaceProgress(
  tx: Tx,
  { id, changed, afterId, finishedAt }: Pick<Bulk, 'id' | 'changed' | 'afterId' | 'finishedAt'>,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('bulk_operation')
    .set({ changed, after_id: afterId, finished_at: finishedAt })
    .where('id', '=', id)
    .execute();
  if (finishedAt === null) await scheduleDue<CredentialsTables>(tx, { kind: BULK_GOES_ON, subject: id, dueAt: now });
}

function toBulk(row: Selectable<CredentialsTables['bulk_operation']>): Bulk {
  return {
    id: row.id,
    kind: row.kind,
    selection: readSelection(row.selection),
    reason: row.reason,
    revocationId: row.revocation_id,
    overlapEndsAt: row.overlap_ends_at,
    by: readActor(row.by_actor),
    note: row.note,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    matched: row.matched,
    changed: row.changed,
    afterId: row.after_id,
  };
}
