import { sql, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity, MachineIdentityState } from '../domain/machine-identity.js';
import type { OwnerKind } from '../domain/owner.js';
import { toMachineIdentity } from './machine-identity-row.js';
import { containing, type Position } from './page.js';
import { isUuid, uuidOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface MachineIdentityFilter {
  readonly state?: readonly MachineIdentityState[] | null;
  readonly ownerKind?: readonly OwnerKind[] | null;
  readonly stewardId?: string | null;
  readonly runtimeId?: string | null;
  readonly environment?: string | null;
  readonly text?: string | null;
}

export async function listMachineIdentities(
  tx: Tx,
  filter: MachineIdentityFilter,
  after: Position | null,
  limit: number,
): Promise<readonly MachineIdentity[]> {
  let query = filtered(tx, filter).selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (after !== null)
    query = query.where(sql<SqlBool>`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return (await query.execute()).map(toMachineIdentity);
}

export async function countMachineIdentities(tx: Tx, filter: MachineIdentityFilter): Promise<number> {
  const { count } = await filtered(tx, filter)
    .select(sql<string>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The machines that these people are stewards of. */
export async function listIdentitiesOfStewards(
  tx: Tx,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = personIds.filter(isUuid);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('steward')
    .select(['person_id', 'machine_identity_id'])
    .where('person_id', 'in', ids)
    .orderBy('since')
    .orderBy('machine_identity_id')
    .execute();
  const found = new Map<string, string[]>();
  for (const row of rows) found.set(row.person_id, [...(found.get(row.person_id) ?? []), row.machine_identity_id]);
  return found;
}

function filtered(tx: Tx, filter: MachineIdentityFilter) {
  const { state, ownerKind, stewardId, runtimeId, environment, text } = filter;
  let query = tx.selectFrom('machine_identity');
  if (state) query = query.where('state', '=', anyOf(state));
  if (ownerKind) query = query.where('owner_kind', '=', anyOf(ownerKind));
  if (environment) query = query.where(sql<SqlBool>`environment = ${environment}`);
  if (text) query = query.where('name', 'ilike', containing(text));
  if (stewardId)
    query = query.where(
      sql<SqlBool>`id in (select machine_identity_id from steward where person_id = ${uuidOrNone(stewardId)})`,
    );
  if (runtimeId)
    query = query.where(
      sql<SqlBool>`id in (select machine_identity_id from machine_identity_runtime where runtime_id = ${uuidOrNone(runtimeId)})`,
    );
  return query;
}

/** An empty list matches nothing, where `in ()` would be no SQL at all. */
export function anyOf<Value extends string>(values: readonly Value[]) {
  return sql<Value>`any(${[...values]}::text[])`;
}
