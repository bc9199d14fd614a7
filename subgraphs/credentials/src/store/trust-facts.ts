import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Credential } from '../domain/credential.js';
import type { TenantFact } from '../domain/facts.js';
import type { Environment } from '../domain/machine-identity.js';
import { CHAIN_LENGTH_MAX } from '../domain/ownership-chain.js';
import { DEFAULT_POLICY } from '../domain/policy.js';
import type { Shown } from '../domain/proof-kind.js';
import type { Proof, TrustFacts } from '../domain/trust/trust-facts.js';
import { toCredential, type CredentialRow } from './credential-row.js';
import { toTenantFact } from './fact.js';
import { toMachineIdentity, type MachineIdentityRow } from './machine-identity-row.js';
import { toPolicy } from './machine-policy.js';
import { ownershipOf } from './ownership.js';
import { toRuntime, type RuntimeRow } from './runtime.js';
import { toSteward, type StewardRow } from './steward.js';
import { rowOfJson } from './stored-row.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What only the asker knows. */
export interface Circumstances extends Shown {
  readonly proof: Proof;
  readonly hostEnvironment: Environment;
  readonly actingTenant: { readonly id: string; readonly fact: TenantFact | null };
  readonly address: string | null;
  readonly assumedRuntimeId: string | null;
  readonly action: string | null;
  readonly delegationId: string | null;
}

/** Whom the facts are about. A credential brings its machine along. */
export interface Subject {
  readonly credentialId: string | null;
  readonly machineIdentityId: string | null;
}

export interface FactsRead {
  readonly facts: TrustFacts;
  /** The tenant's newest revocation, as of the same moment. */
  readonly epoch: number;
}

/** Everything that the chain is decided from, in the machine's home tenant, in one statement: it was true together. */
export async function readTrustFacts(tx: Tx, subject: Subject, circumstances: Circumstances): Promise<FactsRead> {
  const { rows } = await factsOf(subject).execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('A statement without a table answered nothing.');
  const { actingTenant, ...rest } = circumstances;
  const homeTenant = row.tenant === null ? null : toTenantFact(rowOfJson(row.tenant));
  const credential = row.credential === null ? null : toCredential(rowOfJson<CredentialRow>(row.credential));
  const facts = {
    ...rest,
    ...machineOf(row, credential, subject, homeTenant),
    credential,
    knowersLeft: Number(row.knowers_left),
    homeTenant,
    minStewards: (row.policy === null ? DEFAULT_POLICY : toPolicy(row.policy)).minStewards,
    actingTenant: actingTenant.id === homeTenant?.tenantId ? { id: actingTenant.id, fact: homeTenant } : actingTenant,
  };
  return { facts, epoch: Number(row.epoch ?? 0) };
}

type Json = Readonly<Record<string, unknown>>;

interface Row {
  readonly credential: Json | null;
  readonly machines: readonly Json[] | null;
  readonly stewards: readonly Json[] | null;
  readonly runtimes: readonly Json[] | null;
  readonly tenant: Json | null;
  readonly policy: { readonly limits: unknown; readonly version: number } | null;
  readonly knowers_left: string;
  readonly epoch: string | null;
}

/** The machine with all agents above it, one step further than a chain may go, so that one which is too long is seen to be. */
function factsOf({ credentialId, machineIdentityId }: Subject) {
  return sql<Row>`/* prepared: trust_facts */
    with recursive the_credential as materialized (select * from credential where id = ${credentialId}::uuid),
    the_machine (id) as materialized (select coalesce((select machine_identity_id from the_credential), ${machineIdentityId}::uuid)),
    above (id, depth) as (
      select id, 0 from the_machine where id is not null
      union
      select agent.owner_agent_id, above.depth + 1 from above join machine_identity agent on agent.id = above.id
      where agent.owner_agent_id is not null and above.depth <= ${CHAIN_LENGTH_MAX}::integer
    ),
    machines as materialized (select * from machine_identity where id in (select id from above))
    select (select row_to_json(the_credential) from the_credential) as credential,
      (select json_agg(machines) from machines) as machines,
      (select json_agg(row_to_json(each) order by array_position(array['PRIMARY', 'BACKUP', 'SPONSOR'], each.role), each.since, each.person_id)
        from (select person_id, role, since, exists (select from membership_fact fact where fact.tenant_id = steward.tenant_id
            and fact.person_id = steward.person_id and fact.state = 'ACTIVE') as active
          from steward where machine_identity_id = (select id from the_machine)) each) as stewards,
      (select json_agg(runtime) from runtime where id = any((select runtime_ids from the_credential)::uuid[])
        or id in (select owner_runtime_id from machines)) as runtimes,
      (select row_to_json(tenant_fact) from tenant_fact) as tenant,
      (select row_to_json(machine_policy) from machine_policy) as policy,
      (select count(distinct person_id) from knower where credential_id = ${credentialId}::uuid and ${HAS_LEFT}) as knowers_left,
      (select epoch from revocation_epoch) as epoch`;
}

function machineOf(
  row: Row,
  credential: Credential | null,
  subject: Subject,
  tenant: TenantFact | null,
): Pick<TrustFacts, 'identity' | 'stewards' | 'chain' | 'owners' | 'boundRuntimes'> {
  const machines = (row.machines ?? []).map((each) => toMachineIdentity(rowOfJson<MachineIdentityRow>(each)));
  const runtimes = (row.runtimes ?? []).map((each) => toRuntime(rowOfJson<RuntimeRow>(each)));
  const boundRuntimes = runtimes.filter(({ id }) => credential?.runtimeIds.includes(id) ?? false);
  const id = credential?.machineIdentityId ?? subject.machineIdentityId;
  const identity = machines.find((machine) => machine.id === id) ?? null;
  if (identity === null) return { identity, stewards: [], chain: null, owners: [], boundRuntimes };
  const known = { tenant, agents: byId(machines), runtimes: byId(runtimes) };
  const stewards = (row.stewards ?? []).map((each) => toSteward(rowOfJson<StewardRow>(each)));
  return { identity, stewards, boundRuntimes, ...ownershipOf(identity, known) };
}

function byId<Each extends { readonly id: string }>(all: readonly Each[]): ReadonlyMap<string, Each> {
  return new Map(all.map((each) => [each.id, each]));
}

/** A person who has seen a secret and whose every membership ended. A suspended member may come back, so has not left. */
const HAS_LEFT = sql`(select bool_and(fact.state not in ('ACTIVE', 'SUSPENDED', 'INVITED')) from membership_fact fact
  where fact.tenant_id = knower.tenant_id and fact.person_id = knower.person_id)`;

/** How many people who have seen each secret have left. */
export async function countKnowersLeft(tx: Tx, credentialIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ credential_id: string; count: string }>`
    select credential_id, count(distinct person_id) as count from knower
    where credential_id = any(${[...credentialIds]}::uuid[]) and ${HAS_LEFT} group by credential_id`.execute(tx);
  return new Map(rows.map((row) => [row.credential_id, Number(row.count)]));
}
