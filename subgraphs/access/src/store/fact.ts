import { sql, type SystemTransaction, type TenantTransaction } from '@bailiwick/database';
import type { Principal } from '@bailiwick/decision';
import type { AccessTables, FactKind } from './tables.js';

/** One thing that another domain said. */
export interface StoredFact {
  readonly kind: FactKind;
  readonly subject: string;
  readonly about: string;
  readonly source: string;
  readonly version: number;
  readonly value: unknown;
}

/** False when a newer version, or the same one, is stored already: feeds may repeat themselves, never the past. */
export async function replaceFact(tx: TenantTransaction<AccessTables>, fact: StoredFact): Promise<boolean> {
  const { rows } = await sql`
    insert into fact (kind, subject, about, source, version, value)
    values (${fact.kind}, ${fact.subject}, ${fact.about}, ${fact.source}, ${fact.version}, ${JSON.stringify(fact.value)}::text::jsonb)
    on conflict (tenant_id, kind, subject) do update
    set about = excluded.about, source = excluded.source, version = excluded.version, value = excluded.value
    where fact.version < excluded.version
    returning version`.execute(tx);
  return rows.length > 0;
}

export async function deleteFact(tx: TenantTransaction<AccessTables>, kind: FactKind, subject: string): Promise<void> {
  await tx.deleteFrom('fact').where('kind', '=', kind).where('subject', '=', subject).execute();
}

/** Everything that one source said about any tenant, before it is read again. */
export async function deleteFactsOf(tx: SystemTransaction<AccessTables, 'consume'>, source: string): Promise<void> {
  await tx.deleteFrom('fact').where('source', '=', source).execute();
}

/** What a decision about this principal looks at, and the memberships of the tenant's owners. */
export async function listFactsFor(
  tx: TenantTransaction<AccessTables>,
  principal: Principal,
): Promise<readonly StoredFact[]> {
  const kind = principal.kind === 'PERSON' ? 'membership' : 'machine';
  const { rows } = await sql<StoredFact>`
    select kind, subject, about, source, version, value from fact
    where kind in ('tenant', 'platform_setup', 'billing_readiness', 'entitlements')
      or (kind = ${kind} and about = ${principal.id})
      or (kind = 'membership' and about in (
        select subject_id from role_assignment where role = 'owner' and subject_kind = 'PERSON' and ended_at is null))`.execute(
    tx,
  );
  return rows;
}

/** Which of these people or machines this tenant has ever been told of. */
export async function listKnown(
  tx: TenantTransaction<AccessTables>,
  kind: 'membership' | 'machine',
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('fact')
    .select('about')
    .distinct()
    .where('kind', '=', kind)
    .where('about', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ about }) => about));
}

export interface SourceStanding {
  readonly source: string;
  readonly feed: string | null;
  readonly heardAt: Date | null;
  readonly watermark: bigint;
}

/** When each feed was last heard, in one statement: every decision needs them all. */
export async function listStandings(tx: TenantTransaction<AccessTables>): Promise<readonly SourceStanding[]> {
  const rows = await tx
    .selectFrom('feed_cursor')
    .select(['source', 'feed', 'heard_at', sql<string>`watermark::text`.as('watermark')])
    .execute();
  return rows.map(({ source, feed, heard_at, watermark }) => ({
    source,
    feed,
    heardAt: heard_at,
    watermark: BigInt(watermark),
  }));
}
