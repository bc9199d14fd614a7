import { sql, type TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { labelOf, type Owner } from '../domain/owner.js';
import type { TenantFact } from '../domain/facts.js';
import type { Runtime } from '../domain/runtime.js';
import { CHAIN_LENGTH_MAX, ownershipChain, type OwnershipChain } from '../domain/ownership-chain.js';
import type { OwnerStandingFacts } from '../domain/trust/trust-facts.js';
import { findTenantFact } from './fact.js';
import { listMachineIdentitiesById } from './machine-identity.js';
import { listRuntimesById } from './runtime.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** A machine's chain of owners, with what each link of it rests on. */
export interface Ownership {
  readonly chain: OwnershipChain;
  readonly owners: readonly OwnerStandingFacts[];
}

/** The ownership of each of these machines, in four statements however many they are. */
export async function listOwnerships(
  tx: Tx,
  machines: readonly MachineIdentity[],
): Promise<ReadonlyMap<string, Ownership>> {
  const agents = await listAgents(
    tx,
    machines.flatMap(({ owner }) => (owner.kind === 'AUTONOMOUS_AGENT' ? [owner.agentId] : [])),
  );
  const tenant = await findTenantFact(tx);
  const owners = machines.flatMap((machine) => ownershipChain(machine, (id) => agents.get(id) ?? null).owners);
  const known = { agents, runtimes: await findRuntimesOf(tx, owners), tenant };
  return new Map(machines.map((machine) => [machine.id, ownershipOf(machine, known)]));
}

/** What each of these owners rests on today, whichever machine it answers for. */
export async function readStandings(tx: Tx, owners: readonly Owner[]): Promise<(owner: Owner) => OwnerStandingFacts> {
  const ids = owners.flatMap((owner) => (owner.kind === 'AUTONOMOUS_AGENT' ? [owner.agentId] : []));
  const agents = new Map((await listMachineIdentitiesById(tx, ids)).map((agent) => [agent.id, agent]));
  const known = { agents, runtimes: await findRuntimesOf(tx, owners), tenant: await findTenantFact(tx) };
  return (owner) => standingOf(owner, known);
}

async function findRuntimesOf(tx: Tx, owners: readonly Owner[]): Promise<ReadonlyMap<string, Runtime>> {
  const ids = owners.flatMap((owner) => (owner.kind === 'RUNTIME' ? [owner.runtimeId] : []));
  return new Map((await listRuntimesById(tx, ids)).map((runtime) => [runtime.id, runtime]));
}

/** What a chain of owners may lead to. */
export interface OwnerFacts {
  readonly tenant: TenantFact | null;
  readonly agents: ReadonlyMap<string, MachineIdentity>;
  readonly runtimes: ReadonlyMap<string, Runtime>;
}

/** The chain of one machine, each owner with what it rests on. */
export function ownershipOf(machine: MachineIdentity, known: OwnerFacts): Ownership {
  const chain = ownershipChain(machine, (id) => known.agents.get(id) ?? null);
  return { chain, owners: chain.owners.map((owner) => standingOf(owner, known)) };
}

function standingOf(owner: Owner, { tenant, agents, runtimes }: OwnerFacts): OwnerStandingFacts {
  const agent = owner.kind === 'AUTONOMOUS_AGENT' ? (agents.get(owner.agentId) ?? null) : null;
  const runtime = owner.kind === 'RUNTIME' ? (runtimes.get(owner.runtimeId) ?? null) : null;
  const names = {
    ...(tenant && { tenant: tenant.name }),
    ...(runtime && { runtime: runtime.name }),
    ...(agent && { agent: agent.name }),
  };
  return { label: labelOf(owner, names), tenant, agent, runtime };
}

/** This machine and all that it owns, level under level. Also where the owners run in a circle, which no rule lets happen. */
export async function listMachineIdsDownFrom(tx: Tx, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive below (id) as (
      select ${id}::uuid
      union
      select machine.id from below join machine_identity machine on machine.owner_agent_id = below.id
    )
    select id from below order by id = ${id}::uuid desc, id`.execute(tx);
  return rows.map((row) => row.id);
}

/** How many machines deep this one owns others. No further than a chain may go: one that is longer does not hold anyway. */
export async function countLevelsBelow(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ levels: number }>`
    with recursive below (id, depth) as (
      select ${id}::uuid, 0
      union
      select machine.id, below.depth + 1 from below join machine_identity machine on machine.owner_agent_id = below.id
      where below.depth < ${CHAIN_LENGTH_MAX}
    )
    select max(depth)::integer as levels from below`.execute(tx);
  return rows[0]?.levels ?? 0;
}

/** These agents and all above them, one step further than a chain may go, so that one which is too long is seen to be. */
export async function listAgents(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, MachineIdentity>> {
  const first = ids.filter(isUuid);
  if (first.length === 0) return new Map();
  const { rows } = await sql<{ id: string }>`
    with recursive above (id, depth) as (
      select id, 1 from unnest(${first}::uuid[]) as id
      union
      select agent.owner_agent_id, above.depth + 1 from above join machine_identity agent on agent.id = above.id
      where agent.owner_agent_id is not null and above.depth <= ${CHAIN_LENGTH_MAX}
    )
    select distinct id from above`.execute(tx);
  const agents = await listMachineIdentitiesById(
    tx,
    rows.map((row) => row.id),
  );
  return new Map(agents.map((agent) => [agent.id, agent]));
}
