import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import type { Boundary } from '../domain/boundary.js';
import {
  decideDeclaration,
  type DeclarationFacts,
  type DeclarationInput,
  type OwnershipFacts,
} from '../domain/declaration.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { REGISTRY, type OwnerKind } from '../domain/owner.js';
import type { OwnerInput } from '../domain/owner-choice.js';
import { decideRuntime, type RuntimeInput } from '../domain/runtime.js';
import { emitMachineIdentity } from '../store/emitted.js';
import { findTenantFact, listActiveMembers } from '../store/fact.js';
import { planResponsibility } from '../store/identity-dates.js';
import { insertMachineIdentity } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { insertDeclaration } from '../store/ownership-change.js';
import { countLevelsBelow, listAgents } from '../store/ownership.js';
import { insertRuntime, listRuntimesById } from '../store/runtime.js';
import { replaceStewards } from '../store/steward.js';
import { actorOf, orNotFound, type Context, type CredentialsSession, type Tx } from './context.js';

export interface GraphOwnerInput {
  readonly kind: OwnerKind;
  readonly ref: string;
  readonly duty?: string | null;
  readonly team?: string | null;
  readonly onBehalfOfTenantId?: string | null;
}

interface DeclareInput {
  readonly name: string;
  readonly responsibility: {
    readonly statement: string;
    readonly actions: readonly string[];
    readonly dataClasses: readonly string[];
    readonly reviewDays?: number | null;
    readonly endsAt?: Date | null;
  };
  readonly owner: GraphOwnerInput;
  readonly boundary: Boundary;
  readonly environment: string;
  readonly stewardIds: readonly string[];
  readonly runtimeIds: readonly string[];
}

export const declareResolvers = {
  Mutation: {
    registerRuntime: (_: unknown, { input }: { readonly input: RuntimeInput }, { session }: Context) =>
      session.change('credentials.runtime.register', null, async (tx) => {
        const runtime = { ...orRefuse(decideRuntime(input)), id: randomUUID(), createdAt: session.now };
        await insertRuntime(tx, runtime);
        return { runtimeId: runtime.id };
      }),

    declareMachineIdentity: (_: unknown, { input }: { readonly input: DeclareInput }, { session }: Context) =>
      session.change('credentials.machine.declare', null, async (tx) => {
        const facts = await readDeclarationFacts(tx, session, input);
        const declaration = orRefuse(decideDeclaration(withNulls(input), facts, session.now));
        const identity = newIdentity(facts.id, session, declaration);
        await insertMachineIdentity(tx, identity, declaration.runtimeIds);
        await replaceStewards(tx, identity.id, declaration.stewards, session.now);
        await planResponsibility(tx, identity);
        await insertDeclaration(tx, identity);
        await emitMachineIdentity(tx, identity);
        return { machineIdentityId: identity.id };
      }),
  },
};

async function readDeclarationFacts(
  tx: Tx,
  session: CredentialsSession,
  { owner, stewardIds, runtimeIds }: DeclareInput,
): Promise<DeclarationFacts> {
  return {
    ...(await readOwnershipFacts(tx, session, owner, randomUUID())),
    activeMembers: await listActiveMembers(tx, stewardIds),
    runtimes: await listRuntimesById(tx, runtimeIds),
    declaredBy: actorOf(session),
  };
}

/** What an owner's reference resolves to, and the chain above it. */
export async function readOwnershipFacts(
  tx: Tx,
  session: CredentialsSession,
  owner: GraphOwnerInput,
  machineIdentityId: string,
): Promise<OwnershipFacts> {
  const tenant = orNotFound(await findTenantFact(tx), 'tenant', []);
  const agents =
    owner.kind === 'AUTONOMOUS_AGENT' ? await listAgents(tx, [owner.ref]) : new Map<string, MachineIdentity>();
  const [ownRuntime] = owner.kind === 'RUNTIME' ? await listRuntimesById(tx, [owner.ref]) : [];
  return {
    id: machineIdentityId,
    tenant,
    runtime: ownRuntime ?? null,
    agent: agents.get(owner.ref.toLowerCase()) ?? null,
    agentById: (id) => agents.get(id) ?? null,
    levelsBelow: await countLevelsBelow(tx, machineIdentityId),
    registry: REGISTRY,
    byPlatform: tenant.kind === 'PLATFORM' || session.operator !== null,
    policy: await findPolicy(tx),
  };
}

/** GraphQL tells "left out" from "null"; here both are nothing. */
function withNulls({ responsibility, owner, ...rest }: DeclareInput): DeclarationInput {
  return {
    ...rest,
    responsibility: {
      ...responsibility,
      reviewDays: responsibility.reviewDays ?? null,
      endsAt: responsibility.endsAt ?? null,
    },
    owner: ownerInput(owner),
  };
}

export function ownerInput({ kind, ref, duty, team, onBehalfOfTenantId }: GraphOwnerInput): OwnerInput {
  return { kind, ref, duty: duty ?? null, team: team ?? null, onBehalfOfTenantId: onBehalfOfTenantId ?? null };
}

function newIdentity(
  id: string,
  session: CredentialsSession,
  declaration: Omit<
    MachineIdentity,
    'id' | 'tenantId' | 'state' | 'stateSince' | 'graceEndsAt' | 'createdBy' | 'createdAt' | 'version'
  >,
): MachineIdentity {
  const { name, responsibility, owner, boundary, environment } = declaration;
  const made = { createdBy: actorOf(session), createdAt: session.now, version: 1 };
  return {
    id,
    tenantId: session.tenantId,
    name,
    responsibility,
    owner,
    boundary,
    environment,
    state: 'DRAFT',
    stateSince: session.now,
    graceEndsAt: null,
    ...made,
  };
}
