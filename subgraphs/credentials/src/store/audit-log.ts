import { sql, type SystemTransaction, type TenantTransaction } from '@bailiwick/database';
import { z } from 'zod';
import { AUDIT_SOURCES, EMPTY_LOG, indexOf, readLeaf } from '../domain/audit-chain.js';
import type { AuditContent, AuditHead, AuditLeaf, StoredLeaf } from '../domain/audit-chain.js';
import { actorSchema, reasonSchema } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Tenants for whom something waits to be chained. */
export async function listTenantsQueued(
  tx: SystemTransaction<CredentialsTables, 'directory'>,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.selectFrom('audit_queue').select('tenant_id').distinct().limit(limit).execute();
  return rows.map((row) => row.tenant_id);
}

/** The end of the tenant's chain, locked until the transaction ends. Null while another appender has it. */
export async function lockAuditHead(tx: Tx): Promise<AuditHead | null> {
  const { size, leafHash } = EMPTY_LOG;
  await sql`insert into audit_head (size, leaf_hash) values (${size}, ${leafHash}) on conflict do nothing`.execute(tx);
  const { rows } = await sql<HeadRow>`select size, leaf_hash from audit_head for update skip locked`.execute(tx);
  return rows[0] === undefined ? null : toHead(rows[0]);
}

export async function findAuditHead(tx: Tx): Promise<AuditHead> {
  const row = await tx.selectFrom('audit_head').select(['size', 'leaf_hash']).executeTakeFirst();
  return row === undefined ? EMPTY_LOG : toHead(row);
}

interface HeadRow {
  readonly size: string | number;
  readonly leaf_hash: Buffer;
}

function toHead({ size, leaf_hash: leafHash }: HeadRow): AuditHead {
  return { size: Number(size), leafHash };
}

/** The oldest that wait, taken out of the queue. Only the holder of the head asks, so nobody else is taking them. */
export async function takeQueued(tx: Tx, limit: number): Promise<readonly AuditContent[]> {
  const { rows } = await sql<{ content: unknown }>`
    with taken as (delete from audit_queue where id in (select id from audit_queue order by id limit ${limit}) returning id, content)
    select content from taken order by id`.execute(tx);
  return rows.map(({ content }) => queued.parse(content));
}

/** Waits for the appender, in the transaction of what it tells of. */
export async function insertQueued(tx: Tx, entries: readonly AuditContent[]): Promise<void> {
  if (entries.length === 0) return;
  await sql`insert into audit_queue (content) select value from jsonb_array_elements(${JSON.stringify(entries)}::text::jsonb)`.execute(
    tx,
  );
}

// Dates and ids in the queue are PostgreSQL's json; the log says them in one way.
const queued = z.object({
  source: z.enum(AUDIT_SOURCES),
  sourceId: z.string(),
  at: z.string().transform((at) => new Date(at).toISOString()),
  actors: z.array(actorSchema),
  action: z.string(),
  targetType: z.string().nullable(),
  targetId: z.string().nullable(),
  effect: z.enum(['ALLOW', 'ALLOW_WITH_OBLIGATIONS', 'DENY']).nullable(),
  reason: reasonSchema.nullable(),
  requestId: z.string(),
  count: z.number().int(),
});

/** Appends the leaves and moves the head to the last of them, in one statement each. */
export async function appendLeaves(tx: Tx, leaves: readonly AuditLeaf[]): Promise<void> {
  const last = leaves.at(-1);
  if (last === undefined) return;
  const rows = leaves.map(({ sequence, content, leafHash }) => {
    const { action, targetId, actorIds, at } = indexOf(readLeaf(content));
    return {
      sequence,
      at,
      action,
      target_id: targetId,
      actor_ids: actorIds,
      content,
      leaf_hash: leafHash.toString('hex'),
    };
  });
  await sql`
    insert into audit_leaf (sequence, at, action, target_id, actor_ids, content, leaf_hash)
    select sequence, at, action, target_id, actor_ids, content, decode(leaf_hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as leaf (
      sequence bigint, at timestamptz, action text, target_id text, actor_ids text[], content text, leaf_hash text)`.execute(
    tx,
  );
  await sql`update audit_head set size = ${last.sequence}, leaf_hash = ${last.leafHash}`.execute(tx);
}

export interface AuditFilter {
  readonly action?: string | null;
  readonly targetId?: string | null;
  readonly actorId?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/** The newest first. */
export async function listLeaves(
  tx: Tx,
  { action, targetId, actorId, from, to }: AuditFilter,
  before: number | null,
  limit: number,
): Promise<readonly StoredLeaf[]> {
  let query = actorId
    ? leavesOf(tx, actorId, before)
    : tx.selectFrom('audit_leaf').orderBy('audit_leaf.sequence', 'desc');
  if (action) query = query.where('audit_leaf.action', '=', action);
  if (targetId) query = query.where('audit_leaf.target_id', '=', targetId);
  if (from) query = query.where('audit_leaf.at', '>=', from);
  if (to) query = query.where('audit_leaf.at', '<', to);
  if (before !== null) query = query.where('audit_leaf.sequence', '<', String(before));
  return (await query.selectAll('audit_leaf').limit(limit).execute()).map(toLeaf);
}

/** From the list of what somebody did, which is in the order of the log. */
function leavesOf(tx: Tx, actorId: string, before: number | null) {
  const query = tx
    .selectFrom('audit_leaf_actor as theirs')
    .innerJoin('audit_leaf', (join) =>
      join.onRef('audit_leaf.tenant_id', '=', 'theirs.tenant_id').onRef('audit_leaf.sequence', '=', 'theirs.sequence'),
    )
    .where('theirs.actor_id', '=', actorId)
    .orderBy('theirs.sequence', 'desc');
  return before === null ? query : query.where('theirs.sequence', '<', String(before));
}

/** In order, from behind this place. */
export async function listLeavesAfter(tx: Tx, sequence: number, limit: number): Promise<readonly StoredLeaf[]> {
  const query = tx.selectFrom('audit_leaf').selectAll().where('sequence', '>', String(sequence));
  return (await query.orderBy('sequence').limit(limit).execute()).map(toLeaf);
}

interface LeafRow {
  readonly sequence: string | number;
  readonly at: Date;
  readonly action: string;
  readonly target_id: string | null;
  readonly actor_ids: string[];
  readonly content: string;
  readonly leaf_hash: Buffer;
}

function toLeaf(row: LeafRow): StoredLeaf {
  const { sequence, at, action, target_id: targetId, actor_ids: actorIds, content, leaf_hash: leafHash } = row;
  return { sequence: Number(sequence), at, action, targetId, actorIds, content, leafHash };
}
