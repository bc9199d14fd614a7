import { sql, type RawBuilder } from '@bailiwick/database';
import { CHAIN_LENGTH_MAX } from '../domain/ownership-chain.js';

type Json = Readonly<Record<string, unknown>>;

export interface FactsRow {
  readonly credential: Json | null;
  readonly machines: readonly Json[] | null;
  readonly stewards: readonly Json[] | null;
  readonly runtimes: readonly Json[] | null;
  readonly tenant: Json | null;
  readonly policy: { readonly limits: unknown; readonly version: number } | null;
  readonly knowers_left: string;
  readonly epoch: string | null;
}

export interface KeyFactsRow extends FactsRow {
  readonly versions: readonly Json[] | null;
}

/** Whom the facts are about. A credential brings its machine along. */
export interface Subject {
  readonly credentialId: string | null;
  readonly machineIdentityId: string | null;
}

export function factsOf(subject: Subject): RawBuilder<FactsRow> {
  return sql<FactsRow>`/* prepared: trust_facts */ ${factsWith(subject, sql``)}`;
}

/** With what a presented secret is compared with: the versions of the credential that have one, those in use before those that
 * ended or were dropped, however many there were of them, the newest first. */
export function keyFactsOf(credentialId: string): RawBuilder<KeyFactsRow> {
  return sql<KeyFactsRow>`/* prepared: key_facts */ ${factsWith({ credentialId, machineIdentityId: null }, VERSIONS)}`;
}

const VERSIONS = sql`(select json_agg(each) from (
    select number, state, encode(secret_hash, 'hex') as secret_hash, pepper_kid, overlap_ends_at from credential_version
    where credential_id = (select id from the_credential) and secret_hash is not null
    order by state in ('STAGED', 'ACTIVE', 'RETIRING') desc, number desc limit 10) each) as versions,`;

/** The machine with all agents above it, one step further than a chain may go, so that one which is too long is seen to be. */
function factsWith({ credentialId, machineIdentityId }: Subject, more: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with recursive the_credential as materialized (select * from credential where id = ${credentialId}::uuid),
    the_machine (id) as materialized (select coalesce((select machine_identity_id from the_credential), ${machineIdentityId}::uuid)),
    above (id, depth) as (
      select id, 0 from the_machine where id is not null
      union
      select agent.owner_agent_id, above.depth + 1 from above join machine_identity agent on agent.id = above.id
      where agent.owner_agent_id is not null and above.depth <= ${CHAIN_LENGTH_MAX}::integer
    ),
    machines as materialized (select * from machine_identity where id in (select id from above))
    select ${more} (select row_to_json(the_credential) from the_credential) as credential,
      (select json_agg(machines) from machines) as machines,
      (select json_agg(row_to_json(each) order by array_position(array['PRIMARY', 'BACKUP', 'SPONSOR'], each.role), each.since, each.person_id)
        from (select person_id, role, since, coalesce((select true from membership_fact fact where fact.tenant_id = steward.tenant_id
            and fact.person_id = steward.person_id and fact.state = 'ACTIVE' limit 1), false) as active
          from steward where machine_identity_id = (select id from the_machine)) each) as stewards,
      (select json_agg(runtime) from runtime where id = any(array(
        select unnest(runtime_ids) from the_credential union all select owner_runtime_id from machines))) as runtimes,
      (select row_to_json(tenant_fact) from tenant_fact) as tenant,
      (select row_to_json(machine_policy) from machine_policy) as policy,
      (select count(distinct person_id) from knower where credential_id = ${credentialId}::uuid and ${OPENS_IT} and ${HAS_LEFT}) as knowers_left,
      (select epoch from revocation_epoch) as epoch`;
}

/** A secret that was replaced opens nothing, whoever has seen it; one whose overlap is over counts until the clock has looked. Looked up for each: `exists` would read all versions first. */
export const OPENS_IT = sql`(select version.state in ('STAGED', 'ACTIVE', 'RETIRING') from credential_version version
  where version.tenant_id = knower.tenant_id and version.credential_id = knower.credential_id and version.number = knower.version_number)`;

/** A person who has seen a secret and whose every membership ended. A suspended member may come back, so has not left. */
export const HAS_LEFT = sql`(select bool_and(fact.state not in ('ACTIVE', 'SUSPENDED', 'INVITED')) from membership_fact fact
  where fact.tenant_id = knower.tenant_id and fact.person_id = knower.person_id)`;
