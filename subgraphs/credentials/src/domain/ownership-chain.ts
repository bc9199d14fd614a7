import type { MachineIdentity } from './machine-identity.js';
import type { Owner } from './owner.js';

export const CHAIN_LENGTH_MAX = 4;

/** Owners from the machine's own to the one who is answerable in the end, or why there is no such chain. */
export type OwnershipChain =
  | { readonly complete: true; readonly owners: readonly Owner[] }
  | {
      readonly complete: false;
      readonly owners: readonly Owner[];
      readonly brokenBy: 'CYCLE' | 'TOO_LONG' | 'UNKNOWN_AGENT';
    };

/** Of a machine of which no owner is found any more. */
export const NO_CHAIN: OwnershipChain = { complete: false, owners: [], brokenBy: 'UNKNOWN_AGENT' };

/**
 * Follows the owners up. Only an agent leads further machines up; a runtime and an integration belong to their tenant, an
 * internal service to the platform. A chain longer than four hides who is responsible, a cycle has nobody.
 */
export function ownershipChain(
  machine: Pick<MachineIdentity, 'id' | 'owner' | 'tenantId'>,
  agent: (id: string) => Pick<MachineIdentity, 'id' | 'owner'> | null,
): OwnershipChain {
  const owners: Owner[] = [];
  const visited = new Set([machine.id]);
  let owner: Owner = machine.owner;
  while (owner.kind === 'AUTONOMOUS_AGENT') {
    owners.push(owner);
    if (visited.has(owner.agentId)) return { complete: false, owners, brokenBy: 'CYCLE' };
    visited.add(owner.agentId);
    const next = agent(owner.agentId);
    if (next === null) return { complete: false, owners, brokenBy: 'UNKNOWN_AGENT' };
    if (owners.length >= CHAIN_LENGTH_MAX) return { complete: false, owners, brokenBy: 'TOO_LONG' };
    owner = next.owner;
  }
  owners.push(owner, ...accountableFor(owner, machine.tenantId));
  return owners.length > CHAIN_LENGTH_MAX
    ? { complete: false, owners, brokenBy: 'TOO_LONG' }
    : { complete: true, owners };
}

/**
 * Whether the chain has an end, also for the machines that this one owns, level under level: theirs are longer by as much as
 * they are below.
 */
export function holdsBelow({ complete, owners }: OwnershipChain, levelsBelow: number): boolean {
  return complete && owners.length + levelsBelow <= CHAIN_LENGTH_MAX;
}

/** Who answers for an owner that is not answerable itself. */
function accountableFor(owner: Owner, tenantId: string): readonly Owner[] {
  if (owner.kind === 'RUNTIME') return [{ kind: 'TENANT', tenantId, team: null }];
  if (owner.kind === 'EXTERNAL_INTEGRATION') return [{ kind: 'TENANT', tenantId: owner.onBehalfOf, team: null }];
  if (owner.kind === 'INTERNAL_SERVICE') return [{ kind: 'PLATFORM', duty: owner.duty }];
  return [];
}

/** The tenant or the platform at the end; null when the chain has no end. */
export function ultimateOwner(chain: OwnershipChain): Owner | null {
  return chain.complete ? (chain.owners.at(-1) ?? null) : null;
}
