import { sql, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import type { Credential, CredentialState } from '../domain/credential.js';
import { toCredential } from './credential-row.js';
import { anyOf } from './machine-identity-page.js';
import { containing, type Position } from './page.js';
import { uuidOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface CredentialFilter {
  readonly state?: readonly CredentialState[] | null;
  readonly machineIdentityId?: string | null;
  readonly expiresInDays?: number | null;
  readonly createdBy?: string | null;
  readonly knownTo?: string | null;
  readonly runtimeId?: string | null;
  readonly text?: string | null;
}

export async function listCredentials(
  tx: Tx,
  filter: CredentialFilter,
  now: Date,
  after: Position | null,
  limit: number,
): Promise<readonly Credential[]> {
  let query = filtered(tx, filter, now).selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (after !== null)
    query = query.where(sql<SqlBool>`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return (await query.execute()).map(toCredential);
}

export async function countCredentials(tx: Tx, filter: CredentialFilter, now: Date): Promise<number> {
  const { count } = await filtered(tx, filter, now)
    .select(sql<string>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The newest of each machine's credentials. */
export async function listCredentialsOfIdentities(
  tx: Tx,
  identityIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly Credential[]>> {
  const rows = await tx
    .selectFrom(
      tx
        .selectFrom('credential')
        .selectAll()
        .select(
          sql<string>`row_number() over (partition by machine_identity_id order by created_at desc, id desc)`.as(
            'place',
          ),
        )
        .where('machine_identity_id', 'in', [...identityIds])
        .as('ranked'),
    )
    .selectAll()
    .where('place', '<=', String(limit))
    .orderBy('place')
    .execute();
  const found = new Map<string, Credential[]>();
  for (const row of rows)
    found.set(row.machine_identity_id, [...(found.get(row.machine_identity_id) ?? []), toCredential(row)]);
  return found;
}

/** The newest credentials that are bound to each of these runtimes. */
export async function listCredentialsOfRuntimes(
  tx: Tx,
  runtimeIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly Credential[]>> {
  const rows = await tx
    .selectFrom('credential')
    .selectAll()
    .where(sql<SqlBool>`runtime_ids && ${[...runtimeIds]}::uuid[]`)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit * runtimeIds.length)
    .execute();
  const all = rows.map(toCredential);
  return new Map(
    runtimeIds.map((id) => [id, all.filter((credential) => credential.runtimeIds.includes(id)).slice(0, limit)]),
  );
}

/** The credentials whose secret each of these actors has seen, what was seen last first. */
export async function listCredentialsKnownTo(
  tx: Tx,
  actorIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx
    .selectFrom('knower')
    .select(['actor_id', 'credential_id'])
    .where('actor_id', 'in', [...actorIds])
    .groupBy(['actor_id', 'credential_id'])
    .orderBy(({ fn }) => fn.max('saw'), 'desc')
    .orderBy('credential_id')
    .execute();
  const found = new Map<string, string[]>();
  for (const row of rows) found.set(row.actor_id, [...(found.get(row.actor_id) ?? []), row.credential_id]);
  return found;
}

function filtered(tx: Tx, filter: CredentialFilter, now: Date) {
  const { state, machineIdentityId, expiresInDays, createdBy, knownTo, runtimeId, text } = filter;
  let query = tx.selectFrom('credential');
  if (state) query = query.where('state', '=', anyOf(state));
  if (machineIdentityId) query = query.where(sql<SqlBool>`machine_identity_id = ${uuidOrNone(machineIdentityId)}`);
  if (expiresInDays !== null && expiresInDays !== undefined)
    query = query.where(
      sql<SqlBool>`expires_at between ${now} and ${now}::timestamptz + make_interval(days => ${expiresInDays})`,
    );
  if (createdBy) query = query.where(sql<SqlBool>`created_by ->> 'id' = ${createdBy}`);
  if (knownTo) query = query.where(sql<SqlBool>`id in (select credential_id from knower where actor_id = ${knownTo})`);
  if (runtimeId) query = query.where(sql<SqlBool>`${uuidOrNone(runtimeId)} = any(runtime_ids)`);
  if (text) query = query.where(sql<SqlBool>`(name ilike ${containing(text)} or hint ilike ${containing(text)})`);
  return query;
}
