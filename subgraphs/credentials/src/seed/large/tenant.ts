import type { Database, TenantTransaction } from '@bailiwick/database';
import { replaceTenantFact } from '../../store/fact.js';
import { insertMany } from '../../store/insert-many.js';
import type { CredentialsTables } from '../../store/tables.js';
import { makeCredential, type MadeCredential } from './credentials.js';
import { diceOf, type Dice } from './dice.js';
import { insertUses, ownershipRow } from './history.js';
import { makeMachine, type Ground, type MadeMachine } from './machines.js';
import { credentialsAt, type TenantPlan } from './plan.js';
import { credentialRow, identityRow, knowerRows, planRows, stewardRows, versionRow } from './rows.js';

type Tx = TenantTransaction<CredentialsTables>;

/** So many machines share one transaction: long enough to be fast, short enough to hold up no reader of the feed. */
const CHUNK = 1000;
const OWNERS = 3;

/** Makes one tenant with all that belongs to it; tells how many credentials each step added. */
export async function seedTenant(
  database: Database<CredentialsTables>,
  plan: TenantPlan,
  now: Date,
  made: (credentials: number) => void,
): Promise<void> {
  const dice = diceOf(plan.index + 1);
  const tenantId = dice.uuid();
  const ground: Ground = {
    tenantId,
    people: atLeastOne(plan.people, () => dice.uuid()),
    runtimes: atLeastOne(plan.runtimes, () => dice.uuid()),
    now,
  };
  for (let start = 0; start === 0 || start < plan.identities; start += CHUNK)
    await database.inTenant(tenantId, async (tx) => {
      if (start === 0) await insertGround(tx, plan, ground);
      const machines = makeMachines(dice, plan, ground, start);
      made(await insertMachines(tx, dice, plan, ground, { machines, start }));
    });
}

async function insertGround(tx: Tx, plan: TenantPlan, { tenantId, people, runtimes, now }: Ground): Promise<void> {
  const fact = { tenantId, slug: plan.slug, name: `Tenant ${plan.slug}`, kind: 'CUSTOMER', state: 'ACTIVE' } as const;
  await replaceTenantFact(tx, { ...fact, stateReason: null, version: 1 });
  const members = people.map((id) => ({ membership_id: id, person_id: id, state: 'ACTIVE', version: 1 }));
  await insertMany(tx, 'membership_fact', members);
  const owners = people.slice(0, OWNERS).map((id) => ({ assignment_id: id, person_id: id, ended: false, version: 1 }));
  await insertMany(tx, 'owner_fact', owners);
  const rows = runtimes.map((id, place) => ({
    id,
    name: `cluster ${String(place)}`,
    kind: 'KUBERNETES' as const,
    environment: 'live' as const,
    attestors: [],
    networks: ['203.0.113.0/24'],
    created_at: new Date(now.getTime() - (place + 1) * 3_600_000),
    state_since: null,
    lock_reason: null,
  }));
  await insertMany(tx, 'runtime', rows);
}

/** An agent answers for some of those that come after it, never the other way round: so chains end. */
function makeMachines(dice: Dice, plan: TenantPlan, ground: Ground, start: number): readonly MadeMachine[] {
  const machines: MadeMachine[] = [];
  for (let place = start; place < Math.min(plan.identities, start + CHUNK); place += 1) {
    const agentId = machines[0]?.identity.id ?? null;
    machines.push(makeMachine(dice, ground, place, plan.identities, agentId));
  }
  return machines;
}

async function insertMachines(
  tx: Tx,
  dice: Dice,
  plan: TenantPlan,
  ground: Ground,
  { machines, start }: { readonly machines: readonly MadeMachine[]; readonly start: number },
): Promise<number> {
  const made = machines.flatMap((machine, offset) => makeCredentials(dice, plan, ground, machine, start + offset));
  await insertMany(tx, 'machine_identity', machines.map(identityRow));
  await insertMany(
    tx,
    'machine_identity_runtime',
    machines.flatMap(({ identity, runtimeIds }) =>
      runtimeIds.map((id) => ({ machine_identity_id: identity.id, runtime_id: id })),
    ),
  );
  await insertMany(tx, 'steward', machines.flatMap(stewardRows));
  await insertMany(tx, 'credential', made.map(credentialRow));
  await insertMany(tx, 'credential_version', made.map(versionRow));
  await insertMany(tx, 'knower', made.flatMap(knowerRows));
  await insertMany(tx, 'due', planRows(made, ground));
  await insertMany(tx, 'ownership_change', machines.map(ownershipRow));
  await insertUses(
    tx,
    dice,
    ground,
    made.filter(() => dice.below(100) < plan.presented),
  );
  return made.length;
}

function makeCredentials(
  dice: Dice,
  plan: TenantPlan,
  ground: Ground,
  machine: MadeMachine,
  place: number,
): readonly MadeCredential[] {
  return Array.from({ length: credentialsAt(plan, place) }, (_, index) => makeCredential(dice, ground, machine, index));
}

function atLeastOne(count: number, make: () => string): readonly [string, ...string[]] {
  return [make(), ...Array.from({ length: Math.max(0, count - 1) }, make)];
}
