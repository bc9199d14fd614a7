import type { VersionState } from './credential.js';
import type { MachineIdentity, Steward } from './machine-identity.js';
import type { StewardInput } from './stewards.js';

/** UNCHANGED: it can do nothing as it is, and only somebody active can start it again. */
export const OWNER_LEFT_OUTCOMES = ['COVERED', 'GRACE_STARTS', 'ORPHANED_NOW', 'UNCHANGED'] as const;
export type OwnerLeftOutcome = (typeof OWNER_LEFT_OUTCOMES)[number];

/** How long callers have to move when somebody who has seen the secret or holds its key went of their own will. */
export const VOLUNTARY_OVERLAP_HOURS = 24;

/** What becomes of a tenant's machines when this person goes is decided from these. */
export interface LeavingFacts {
  readonly personId: string;
  /** The machines that the person is a steward of, each with all of its stewards. */
  readonly machines: readonly { readonly identity: MachineIdentity; readonly stewards: readonly Steward[] }[];
  /** Stewards whose membership has ended too. */
  readonly left: ReadonlySet<string>;
  /** The tenant's owners who are active members, in a fixed order. */
  readonly owners: readonly string[];
  /** Credentials that are good with a secret that the person has seen. */
  readonly openTo: readonly string[];
}

export interface OwnerLeftItem {
  readonly identity: MachineIdentity;
  /** Active ones, without the person. */
  readonly remainingStewards: number;
  /** Who is asked to claim it. Null unless grace starts. */
  readonly successor: string | null;
  readonly outcome: OwnerLeftOutcome;
  /** Who answers for it from then on. Empty unless it is covered. */
  readonly stewards: readonly StewardInput[];
}

export interface OwnerLeftImpact {
  readonly items: readonly OwnerLeftItem[];
  readonly forcedRotations: readonly string[];
}

/**
 * What a person's leaving does, the same before it happens and when it does. Another active steward covers a machine; else
 * one who may come back, or an owner of the tenant, has the days of grace to claim it; else nobody answers for it from now
 * on. Every secret that the person has seen is replaced, whoever answers for the machine.
 */
export function impactOfLeaving(facts: LeavingFacts): OwnerLeftImpact {
  const working = facts.machines.filter(({ identity }) => identity.state !== 'RETIRED');
  return { items: working.map((machine) => itemOf(machine, facts)), forcedRotations: facts.openTo };
}

/** What ends of a credential: nobody needs to move where the person has seen only a secret that was never accepted. */
export function whatEnds(seen: readonly VersionState[]): 'PENDING' | 'ACCEPTED' | 'BOTH' {
  if (!seen.includes('PENDING_APPROVAL')) return 'ACCEPTED';
  return seen.every((state) => state === 'PENDING_APPROVAL') ? 'PENDING' : 'BOTH';
}

function itemOf({ identity, stewards }: LeavingFacts['machines'][number], facts: LeavingFacts): OwnerLeftItem {
  const { personId, left, owners } = facts;
  const others = stewards.filter((steward) => steward.personId !== personId && !left.has(steward.personId));
  const active = others.filter((steward) => steward.active);
  const item = { identity, remainingStewards: active.length, successor: null, stewards: [] };
  if (active.length > 0) return { ...item, outcome: 'COVERED', stewards: coverFor(others, active) };
  if (identity.state !== 'ACTIVE') return { ...item, outcome: 'UNCHANGED' };
  const successor = others[0]?.personId ?? owners.find((owner) => owner !== personId && !left.has(owner)) ?? null;
  return successor === null ? { ...item, outcome: 'ORPHANED_NOW' } : { ...item, successor, outcome: 'GRACE_STARTS' };
}

/** Somebody is always the PRIMARY: if it was the one who left, the first of those who can be asked today. */
function coverFor(others: readonly Steward[], active: readonly Steward[]): readonly StewardInput[] {
  const primary = others.find((steward) => steward.role === 'PRIMARY') ?? active[0];
  return others.map(({ personId, role }) => ({
    personId,
    role: personId === primary?.personId ? 'PRIMARY' : role,
  }));
}
