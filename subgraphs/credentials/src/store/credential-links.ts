import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Credential } from '../domain/credential.js';
import { toCredential, type CredentialRow } from './credential-row.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;
type ByOwner<Value> = ReadonlyMap<string, readonly Value[]>;

// The newest few of each of many, in one statement: each one's list is read in its order and left where it is full.

/** The newest of each machine's credentials. */
export async function listCredentialsOfIdentities(
  tx: Tx,
  identityIds: readonly string[],
  limit: number,
): Promise<ByOwner<Credential>> {
  const { rows } = await sql<CredentialRow & { owner: string }>`
    select newest.*, owner from unnest(${identityIds.filter(isUuid)}::uuid[]) as owner cross join lateral (
      select * from credential where machine_identity_id = owner order by created_at desc, id desc limit ${limit}) as newest
    order by newest.created_at desc, newest.id desc`.execute(tx);
  return grouped(rows, toCredential);
}

/** The newest credentials that are bound to each of these runtimes. */
export async function listCredentialsOfRuntimes(
  tx: Tx,
  runtimeIds: readonly string[],
  limit: number,
): Promise<ByOwner<Credential>> {
  const { rows } = await sql<CredentialRow & { owner: string }>`
    select newest.*, owner from unnest(${runtimeIds.filter(isUuid)}::uuid[]) as owner cross join lateral (
      select credential.* from credential_runtime as place
      join credential on credential.tenant_id = place.tenant_id and credential.id = place.credential_id
      where place.runtime_id = owner order by place.credential_created_at desc, place.credential_id desc limit ${limit}) as newest
    order by newest.created_at desc, newest.id desc`.execute(tx);
  return grouped(rows, toCredential);
}

/** The newest credentials whose secret each of these actors has seen. Seen twice, it is one. */
export async function listCredentialsKnownTo(
  tx: Tx,
  actorIds: readonly string[],
  limit: number,
): Promise<ByOwner<string>> {
  const { rows } = await sql<{ owner: string; id: string }>`
    select owner, id from unnest(${[...actorIds]}::text[]) as owner cross join lateral (
      select distinct on (credential_created_at, credential_id) credential_id as id, credential_created_at as at
      from knower where actor_id = owner order by credential_created_at desc, credential_id desc limit ${limit}) as newest
    order by at desc, id desc`.execute(tx);
  return grouped(rows, ({ id }) => id);
}

function grouped<Row extends { readonly owner: string }, Value>(
  rows: readonly Row[],
  toValue: (row: Row) => Value,
): ByOwner<Value> {
  const found = new Map<string, Value[]>();
  for (const row of rows) found.set(row.owner, [...(found.get(row.owner) ?? []), toValue(row)]);
  return found;
}
