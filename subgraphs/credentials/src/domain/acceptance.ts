import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { MachineIdentity, MachineIdentityState, Steward } from './machine-identity.js';
import type { Owner } from './owner.js';
import type { OwnerStandingCode } from './owner-standing.js';
import { holdsBelow, type OwnershipChain } from './ownership-chain.js';
import type { MachinePolicy } from './policy.js';
import { outdated } from './problem.js';
import type { CredentialsCode } from './reasons.js';
import { activeStewards, decideEnoughStewards, type StewardInput } from './stewards.js';
import { decideOpen, type PendingOwner } from './transfer.js';

export interface AcceptanceFacts {
  readonly pending: PendingOwner | null;
  /** Who accepts; null for a machine, which cannot take on an answer. */
  readonly personId: string | null;
  readonly stewards: readonly Steward[];
  /** Those of the agent that is to be the owner. */
  readonly agentStewards: readonly Steward[];
  readonly tenantOwners: readonly string[];
  /** As it would be with the new owner, with how each of its owners stands today. */
  readonly chain: OwnershipChain;
  /** How many machines deep it is an owner itself. */
  readonly levelsBelow: number;
  readonly standings: readonly { readonly label: string; readonly code: OwnerStandingCode }[];
  readonly policy: MachinePolicy;
}

export interface Acceptance {
  readonly owner: Owner;
  readonly state: MachineIdentityState;
  /** All stewards anew, where whoever accepts becomes one. Null where they stay. */
  readonly stewards: readonly StewardInput[] | null;
}

/**
 * Whoever accepts becomes answerable: for an agent one of its stewards, else a steward of the machine or an owner of the
 * tenant. A machine that nobody answers for is claimed the same way, with or without another owner having been named.
 */
export function decideAcceptance(
  identity: MachineIdentity,
  facts: AcceptanceFacts,
  expectedVersion: number,
): Decision<Acceptance, CredentialsCode> {
  if (identity.version !== expectedVersion) return outdated(identity.version);
  const open = decideOpen(identity);
  if (!open.allowed) return open;
  const isAbandoned = identity.state === 'OWNER_GRACE' || identity.state === 'ORPHANED';
  if (facts.pending === null && !isAbandoned) return refuse('credentials.nothing_to_accept');
  const { personId } = facts;
  if (personId === null || !mayAccept(personId, facts)) return refuse('credentials.not_the_successor');
  const owner = decideStillAnswers(facts);
  if (!owner.allowed) return owner;
  const accepted = { owner: facts.pending?.owner ?? identity.owner, state: identity.state, stewards: null };
  return isAbandoned ? takeIn(accepted, personId, facts) : allow(accepted);
}

function mayAccept(personId: string, { pending, stewards, agentStewards, tenantOwners }: AcceptanceFacts): boolean {
  const isAgent = pending?.owner.kind === 'AUTONOMOUS_AGENT';
  const answering = activeStewards(isAgent ? agentStewards : stewards).map((steward) => steward.personId);
  return answering.includes(personId) || (!isAgent && tenantOwners.includes(personId));
}

/** Time has passed since the offer: the owner may be gone, or may have been given one of its own that leads back here. */
function decideStillAnswers({ chain, levelsBelow, standings }: AcceptanceFacts): Decision<undefined, CredentialsCode> {
  if (!holdsBelow(chain, levelsBelow)) return refuse('credentials.owner_chain_broken');
  const doubtful = standings.find(({ code }) => code !== 'IN_GOOD_STANDING');
  if (doubtful === undefined) return allow();
  const isAway = doubtful.code === 'SUSPENDED' || doubtful.code === 'GRACE';
  const code = isAway ? 'credentials.owner_suspended' : 'credentials.owner_unknown';
  return refuse(code, { facts: { owner: doubtful.label } });
}

/** Somebody answers again: a steward who came back, or whoever accepts. */
function takeIn(
  accepted: Acceptance,
  personId: string,
  { stewards, policy }: AcceptanceFacts,
): Decision<Acceptance, CredentialsCode> {
  const active = activeStewards(stewards).filter((steward) => steward.personId !== personId);
  const enough = decideEnoughStewards(active.length + 1, policy);
  if (!enough.allowed) return enough;
  const others = active.map((steward): StewardInput => ({
    personId: steward.personId,
    role: steward.role === 'PRIMARY' ? 'BACKUP' : steward.role,
  }));
  return allow({ ...accepted, state: 'ACTIVE', stewards: [{ personId, role: 'PRIMARY' }, ...others] });
}
