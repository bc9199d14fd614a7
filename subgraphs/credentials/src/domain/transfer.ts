import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { decideBoundary } from './boundary.js';
import { decideOwnership, type OwnershipFacts } from './declaration.js';
import { decideAsked } from './identity-suspension.js';
import { refuseForState, type IdentityStateRefusal } from './identity-state-refusal.js';
import type { MachineIdentity } from './machine-identity.js';
import type { Owner } from './owner.js';
import type { OwnerInput } from './owner-choice.js';
import type { CredentialsCode } from './reasons.js';

/** From whom to whom. The first of a machine is its declaration, from nobody. */
export interface OwnershipChange {
  readonly from: Owner | null;
  readonly to: Owner;
  readonly by: Actor;
  readonly at: Date;
  readonly note: string;
}

/** An offer that waits for the other side: nobody becomes answerable without having said yes. */
export interface PendingOwner {
  readonly owner: Owner;
  readonly by: Actor;
  readonly at: Date;
  readonly note: string;
}

/**
 * Another owner is chosen by the same rules as the first: it exists, the tenant's policy has its kind, the chain above it
 * ends somewhere, and it may answer for a machine that reaches so far. Nothing moves until that side accepts. An owner that
 * cannot be is said before an old version: no newer one would make it possible.
 */
export function decideTransfer(
  identity: MachineIdentity,
  input: OwnerInput,
  facts: OwnershipFacts,
  { reason, expectedVersion }: { readonly reason: string; readonly expectedVersion: number },
): Decision<Owner, CredentialsCode> {
  const closed = decideOpen(identity);
  if (!closed.allowed) return closed;
  const owner = decideOwnership(input, facts);
  if (!owner.allowed) return owner;
  if (isSameOwner(owner.value, identity.owner)) return refuse('credentials.owner_unchanged', { path: ['owner'] });
  const boundary = decideBoundary(owner.value, identity.boundary, facts.tenant);
  if (!boundary.allowed) return boundary;
  const asked = decideAsked(identity, reason, expectedVersion);
  return asked.allowed ? owner : asked;
}

/** A quarantine is cleared up by those who answer today, and what is retired belongs to its history. */
export function decideOpen(identity: MachineIdentity): Decision<undefined, IdentityStateRefusal> {
  const isOpen = identity.state !== 'RETIRED' && identity.state !== 'QUARANTINED';
  return isOpen ? allow() : refuseForState(identity);
}

function isSameOwner(one: Owner, other: Owner): boolean {
  const keys = (owner: Owner): string => JSON.stringify(Object.entries(owner).sort());
  return keys(one) === keys(other);
}
