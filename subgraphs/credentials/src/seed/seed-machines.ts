import type { Database } from '@bailiwick/database';
import { orRefuse, type Actor } from '@bailiwick/decision';
import type { DemoMachine, DemoPlan } from '@bailiwick/subgraph-host';
import { knowerOf, NOT_YET, type Credential } from '../domain/credential.js';
import { decideDeclaration, type DeclarationFacts } from '../domain/declaration.js';
import { decideIssue } from '../domain/issue.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { REGISTRY } from '../domain/owner.js';
import { DEFAULT_POLICY } from '../domain/policy.js';
import type { Pepper } from '../settings.js';
import { emitMachineIdentity } from '../store/emitted.js';
import { planResponsibility } from '../store/identity-dates.js';
import { insertIssued } from '../store/issue-credential.js';
import { insertMachineIdentity } from '../store/machine-identity.js';
import { insertDeclaration } from '../store/ownership-change.js';
import { replaceStewards } from '../store/steward.js';
import type { CredentialsTables } from '../store/tables.js';
import { newKey } from '../trust/new-key.js';

/** A demo machine and its key, to be kept where only its owner can read it. */
export interface SeededMachine {
  readonly machineId: string;
  readonly name: string;
  readonly secret: string;
}

const SEED: Actor = { kind: 'PLATFORM', id: 'demo', label: 'Demo' };
const EXPIRES_IN_DAYS = 365;

/**
 * Declares the demo's machines, active, with one key each, by the same rules as everybody else. Facts about tenants and
 * people arrive later, by event: until then the rules are given the demo's plan.
 */
export async function seedMachines(
  database: Database<CredentialsTables>,
  demo: DemoPlan,
  now: Date,
  peppers: readonly Pepper[],
): Promise<readonly SeededMachine[]> {
  const seeded: SeededMachine[] = [];
  const made = new Map<string, MachineIdentity>();
  for (const machine of demo.machines) {
    const identity = declare(machine, demo, made, now);
    made.set(identity.id, identity);
    const { secret, reference, hint, ...hashed } = newKey(identity.environment, peppers, now);
    const credential = issue(identity, machine, { reference, hint }, now);
    await database.inTenant(machine.tenant, async (tx) => {
      await insertMachineIdentity(tx, identity, []);
      await replaceStewards(tx, identity.id, [{ personId: machine.steward, role: 'PRIMARY' }], now);
      await insertDeclaration(tx, identity);
      await planResponsibility(tx, identity);
      await emitMachineIdentity(tx, identity);
      const knower = knowerOf(credential.kind, SEED, now, credential.createdVia);
      await insertIssued(tx, credential, { ...hashed, keyThumbprint: null, publicJwk: null }, knower);
    });
    seeded.push({ machineId: identity.id, name: identity.name, secret });
  }
  return seeded;
}

function declare(
  machine: DemoMachine,
  demo: DemoPlan,
  made: ReadonlyMap<string, MachineIdentity>,
  now: Date,
): MachineIdentity {
  const { id, name, statement, actions, owner, steward } = machine;
  const input = {
    name,
    responsibility: { statement, actions, dataClasses: [], reviewDays: null, endsAt: null },
    owner: { kind: owner.kind, ref: owner.ref, duty: owner.duty, team: null, onBehalfOfTenantId: null },
    boundary: 'HOME_TENANT_ONLY',
    environment: 'live',
    stewardIds: [steward],
    runtimeIds: [],
  } as const;
  const declaration = orRefuse(decideDeclaration(input, factsOf(machine, demo, made), now));
  const { responsibility, boundary, environment } = declaration;
  const stamp = { createdBy: SEED, createdAt: now, version: 1 };
  return {
    id,
    tenantId: machine.tenant,
    name,
    state: 'ACTIVE',
    stateSince: now,
    responsibility,
    owner: declaration.owner,
    boundary,
    environment,
    graceEndsAt: null,
    ...stamp,
  };
}

function factsOf(machine: DemoMachine, demo: DemoPlan, made: ReadonlyMap<string, MachineIdentity>): DeclarationFacts {
  const tenant = demo.tenants.find(({ id }) => id === machine.tenant);
  if (tenant === undefined) throw new Error(`The demo's machine ${machine.name} belongs to no tenant of the demo.`);
  const members = demo.people.filter((person) =>
    person.memberships.some((membership) => membership.tenant === tenant.id),
  );
  return {
    id: machine.id,
    tenant: {
      tenantId: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      kind: tenant.kind,
      state: 'ACTIVE',
      stateReason: null,
      version: 0,
    },
    runtime: null,
    agent: made.get(machine.owner.ref) ?? null,
    agentById: (id) => made.get(id) ?? null,
    levelsBelow: 0,
    registry: REGISTRY,
    byPlatform: true,
    activeMembers: new Set(members.map(({ id }) => id)),
    runtimes: [],
    declaredBy: SEED,
    policy: DEFAULT_POLICY,
  };
}

function issue(
  identity: MachineIdentity,
  machine: DemoMachine,
  key: Pick<Credential, 'reference' | 'hint'>,
  now: Date,
): Credential {
  const stewards = [{ personId: machine.steward, role: 'PRIMARY', since: now, active: true }] as const;
  const input = {
    name: `${machine.name} demo key`,
    purpose: machine.statement,
    ceiling: machine.actions,
    runtimeIds: [],
    networks: [],
    expiresInDays: EXPIRES_IN_DAYS,
  };
  const wanted = { ...input, notBefore: null, rotateEveryDays: null, overlapHours: null, maxUses: null };
  const issued = orRefuse(decideIssue(wanted, { identity, stewards, runtimes: [], policy: DEFAULT_POLICY }, now));
  const made = { createdBy: SEED, createdVia: 'seed', createdAt: now, lastUsed: null, version: 1 };
  const subject = {
    id: machine.credentialId,
    tenantId: identity.tenantId,
    machineIdentityId: identity.id,
    environment: identity.environment,
  };
  return {
    ...NOT_YET,
    ...issued,
    ...key,
    ...subject,
    kind: 'API_KEY',
    state: 'STAGED',
    stateSince: now,
    uses: 0,
    ...made,
  };
}
