import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

/**
 * Everybody who may be acting when these act: themselves, and behind each machine its stewards, whoever can use a credential of it
 * because they have seen the secret or hold the key, and whoever created one, since they could choose whose keys an issuer signs
 * with; and where that is a machine, everybody behind that one.
 */
export async function findEverybodyBehind(
  tx: TenantTransaction<CredentialsTables>,
  actors: readonly Actor[],
): Promise<ReadonlySet<string>> {
  const ids = actors.map(({ id }) => id.toLowerCase());
  const machines = actors.filter(({ kind, id }) => kind === 'MACHINE' && isUuid(id)).map(({ id }) => id);
  if (machines.length === 0) return new Set(ids);
  const { rows } = await sql<{ id: string }>`
    with recursive behind (machine) as (
      select unnest(${machines}::uuid[])
      union
      select case when able.actor ->> 'kind' = 'MACHINE' then (able.actor ->> 'id')::uuid end from behind
      join credential on credential.machine_identity_id = behind.machine
      cross join lateral (select credential.created_by as actor union all select knower.actor from knower
        where knower.tenant_id = credential.tenant_id and knower.credential_id = credential.id) able
    )
    select person_id::text as id from steward where machine_identity_id in (select machine from behind)
    union
    select created_by ->> 'id' from credential where machine_identity_id in (select machine from behind)
    union
    select knower.actor_id from knower
    join credential on credential.tenant_id = knower.tenant_id and credential.id = knower.credential_id
    where credential.machine_identity_id in (select machine from behind)`.execute(tx);
  return new Set([...ids, ...rows.map(({ id }) => id.toLowerCase())]);
}
