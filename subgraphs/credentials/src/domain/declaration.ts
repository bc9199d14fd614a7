import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { decideBoundary, type Boundary } from './boundary.js';
import type { Owner } from './owner.js';
import { decideOwner, type OwnerFacts, type OwnerInput } from './owner-choice.js';
import { holdsBelow, ownershipChain } from './ownership-chain.js';
import type { MachineIdentity, Environment } from './machine-identity.js';
import type { MachinePolicy } from './policy.js';
import { invalid, isReadable, missing } from './problem.js';
import type { CredentialsCode } from './reasons.js';
import { decideResponsibility, type Responsibility, type ResponsibilityInput } from './responsibility.js';
import { isEnvironment, type Runtime } from './runtime.js';
import { decideStewards, rolesInOrder, type StewardInput } from './stewards.js';

export interface DeclarationInput {
  readonly name: string;
  readonly responsibility: ResponsibilityInput;
  readonly owner: OwnerInput;
  readonly boundary: Boundary;
  readonly environment: string;
  readonly stewardIds: readonly string[];
  readonly runtimeIds: readonly string[];
}

export interface OwnershipFacts extends OwnerFacts {
  /** The owned identity's id, so that a chain which leads back to it is seen. */
  readonly id: string;
  readonly agentById: (id: string) => MachineIdentity | null;
  /** How many machines deep it is an owner itself. */
  readonly levelsBelow: number;
  readonly policy: MachinePolicy;
}

export interface DeclarationFacts extends OwnershipFacts {
  readonly activeMembers: ReadonlySet<string>;
  readonly runtimes: readonly Runtime[];
  readonly declaredBy: Actor;
}

export interface Declaration {
  readonly name: string;
  readonly responsibility: Responsibility;
  readonly owner: Owner;
  readonly boundary: Boundary;
  readonly environment: Environment;
  readonly stewards: readonly StewardInput[];
  readonly runtimeIds: readonly string[];
}

/**
 * A machine starts with what it answers for, then who owns that, then how far it may reach; only later comes what it
 * may do. Each part is decided by its own rule, and the first that says no is the answer.
 */
export function decideDeclaration(
  input: DeclarationInput,
  facts: DeclarationFacts,
  now: Date,
): Decision<Declaration, CredentialsCode> {
  if (!isReadable(input.name, 80)) return invalid(['name'], 'A name has 1 to 80 characters.');
  if (!isEnvironment(input.environment)) return invalid(['environment'], 'The environment is live or test.');
  const responsibility = decideResponsibility(input.responsibility, facts.declaredBy, facts.policy, now);
  if (!responsibility.allowed) return responsibility;
  const owner = decideOwnership(input.owner, facts);
  if (!owner.allowed) return owner;
  const boundary = decideBoundary(owner.value, input.boundary, facts.tenant);
  if (!boundary.allowed) return boundary;
  const stewards = decideStewards(rolesInOrder(input.stewardIds), facts.activeMembers, facts.policy, 'stewardIds');
  if (!stewards.allowed) return stewards;
  const runtimes = decideRuntimes(input.runtimeIds, facts.runtimes, input.environment, ['runtimeIds']);
  if (!runtimes.allowed) return runtimes;
  const { name, environment } = input;
  return allow({
    name: name.trim(),
    responsibility: responsibility.value,
    owner: owner.value,
    boundary: boundary.value,
    environment,
    stewards: stewards.value,
    runtimeIds: runtimes.value,
  });
}

/** The tenant allows such an owner, it resolves, and the chain above it ends somewhere. */
export function decideOwnership(input: OwnerInput, facts: OwnershipFacts): Decision<Owner, CredentialsCode> {
  if (!facts.policy.allowedOwnerKinds.includes(input.kind))
    return refuse('credentials.owner_kind_excluded', { facts: { kind: input.kind }, path: ['owner', 'kind'] });
  const owner = decideOwner(input, facts);
  if (!owner.allowed) return owner;
  const machine = { id: facts.id, tenantId: facts.tenant.tenantId, owner: owner.value };
  const chain = ownershipChain(machine, facts.agentById);
  return holdsBelow(chain, facts.levelsBelow)
    ? owner
    : refuse('credentials.owner_chain_broken', { path: ['owner', 'ref'] });
}

/** A test machine never runs where live data is, nor the reverse. */
export function decideRuntimes(
  wanted: readonly string[],
  known: readonly Runtime[],
  environment: Environment,
  path: readonly string[],
): Decision<readonly string[], 'credentials.not_found' | 'credentials.runtime_environment'> {
  for (const [index, id] of wanted.entries()) {
    const runtime = known.find((each) => each.id === id);
    if (runtime === undefined) return missing('runtime', [...path, String(index)]);
    if (runtime.environment !== environment) {
      const facts = { runtime: runtime.name, runtimeEnvironment: runtime.environment, environment };
      return refuse('credentials.runtime_environment', { facts, path: [...path, String(index)] });
    }
  }
  return allow([...new Set(wanted)]);
}
