import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { Revocation } from '../domain/revocation.js';
import { asJson, isUuid, readActor } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

// The order in which rows are locked, so that no two transactions wait for each other: the epoch, a runtime or one of its
// instances, machine identities by id, credentials by id, versions and consumers, due rows. Whoever revokes begins with the epoch.

/** The next place in the tenant's order of revocations. The row stays locked to the end, so they commit in order. */
export async function takeEpoch(tx: Tx): Promise<number> {
  const { rows } = await sql<{ epoch: string }>`
    insert into revocation_epoch as mine (epoch) values (1)
    on conflict (tenant_id) do update set epoch = mine.epoch + 1 returning epoch`.execute(tx);
  return Number(rows[0]?.epoch);
}

/** For whoever learns only from rows that it locks whether, and how often, it will take the next place: no place is taken yet. */
export async function lockEpoch(tx: Tx): Promise<void> {
  await sql`
    insert into revocation_epoch as mine (epoch) values (0)
    on conflict (tenant_id) do update set epoch = mine.epoch`.execute(tx);
}

export async function findEpoch(tx: Tx): Promise<number> {
  const row = await tx.selectFrom('revocation_epoch').select('epoch').executeTakeFirst();
  return Number(row?.epoch ?? 0);
}

export async function insertRevocation(tx: Tx, revocation: Revocation): Promise<void> {
  const { id, scope, targetId, reason, note, by, requestedAt, epoch } = revocation;
  await tx
    .insertInto('revocation')
    .values({
      id,
      scope,
      target_id: targetId,
      reason,
      note,
      by_actor: asJson(by),
      requested_at: requestedAt,
      epoch: String(epoch),
    })
    .execute();
}

export async function listRevocationsById(tx: Tx, ids: readonly string[]): Promise<readonly Revocation[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await tx.selectFrom('revocation').selectAll().where('id', 'in', wanted).execute();
  return rows.map(toRevocation);
}

/** What took these targets back, the first for each. */
export async function listRevocationsOfTargets(
  tx: Tx,
  targetIds: readonly string[],
): Promise<ReadonlyMap<string, Revocation>> {
  const rows = await tx
    .selectFrom('revocation')
    .selectAll()
    .where('target_id', 'in', [...targetIds])
    .orderBy('epoch', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.target_id, toRevocation(row)]));
}

function toRevocation(row: Selectable<CredentialsTables['revocation']>): Revocation {
  const { id, tenant_id: tenantId, scope, target_id: targetId, reason, note, requested_at: requestedAt } = row;
  return {
    id,
    tenantId,
    scope,
    targetId,
    reason,
    note,
    by: readActor(row.by_actor),
    requestedAt,
    epoch: Number(row.epoch),
  };
}
