import { sql, type SystemTransaction, type TenantTransaction } from '@bailiwick/database';
import type { ActionDeclaration } from '@bailiwick/decision';
import type { Catalogue } from '../domain/check.js';
import type { AccessTables } from './tables.js';

type Writer = SystemTransaction<AccessTables, 'consume'> | SystemTransaction<AccessTables, 'declare'>;

/** The catalogue's version; 0 before anything was ever declared. */
export async function findPolicyVersion(tx: TenantTransaction<AccessTables>): Promise<number> {
  const row = await tx
    .selectFrom('policy_version')
    .select((from) => from.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

export async function listActions(tx: TenantTransaction<AccessTables>): Promise<Catalogue> {
  const rows = await tx.selectFrom('action').select(['name', 'declaration']).orderBy('name').execute();
  return new Map(rows.map(({ name, declaration }) => [name, declaration]));
}

/** All that the domain declares now: what it no longer declares is gone. */
export async function replaceActions(tx: Writer, domain: string, actions: readonly ActionDeclaration[]): Promise<void> {
  // Two domains may declare at once; the version must be of the catalogue as both left it.
  await sql`select pg_advisory_xact_lock(hashtext('bailiwick access catalogue'))`.execute(tx);
  await sql`delete from action where domain = ${domain}`.execute(tx);
  await sql`
    insert into action (name, domain, declaration)
    select declaration ->> 'name', ${domain}, declaration
    from jsonb_array_elements(${JSON.stringify(actions)}::text::jsonb) as declaration`.execute(tx);
  await insertPolicyVersion(tx);
}

/** A new version only if the catalogue is another than the newest version's. */
async function insertPolicyVersion(tx: Writer): Promise<void> {
  await sql`
    with now_is as (
      select encode(sha256(convert_to(coalesce(string_agg(declaration::text, ',' order by name), ''), 'UTF8')), 'hex') as digest from action
    )
    insert into policy_version (digest)
    select digest from now_is
    where digest is distinct from (select digest from policy_version order by version desc limit 1)`.execute(tx);
}
