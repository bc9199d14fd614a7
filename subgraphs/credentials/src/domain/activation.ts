import { allow, refuse, type Decision } from '@bailiwick/decision';
import { refuseForState, type IdentityStateRefusal } from './identity-state-refusal.js';
import type { MachineIdentity, Steward } from './machine-identity.js';
import type { OwnershipChain } from './ownership-chain.js';
import type { MachinePolicy } from './policy.js';
import { outdated } from './problem.js';
import { activeStewards, decideEnoughStewards, type StewardsRefusal } from './stewards.js';

export type ReadinessRefusal = StewardsRefusal | 'credentials.owner_chain_broken' | 'credentials.responsibility_ended';
export type ActivationRefusal = ReadinessRefusal | IdentityStateRefusal | 'credentials.version_conflict';

/** Who answers for a machine, and what the tenant asks of that. */
export interface Answerable {
  readonly stewards: readonly Steward[];
  readonly chain: OwnershipChain;
  readonly policy: MachinePolicy;
}

/**
 * A machine becomes active once every question about it has an answer: what for, whose, and who can be asked. The same
 * holds for one that was suspended; an orphan first needs a steward.
 */
export function decideActivation(
  identity: MachineIdentity,
  answerable: Answerable,
  expectedVersion: number,
  now: Date,
): Decision<undefined, ActivationRefusal> {
  if (identity.version !== expectedVersion) return outdated(identity.version);
  if (identity.state !== 'DRAFT' && identity.state !== 'SUSPENDED') return refuseForState(identity);
  return decideReadiness(identity, answerable, now);
}

/** Has every question an answer? Asked whenever a machine is to get power, from whatever state it comes. */
export function decideReadiness(
  { responsibility: { endsAt } }: Pick<MachineIdentity, 'responsibility'>,
  { stewards, chain, policy }: Answerable,
  now: Date,
): Decision<undefined, ReadinessRefusal> {
  const enough = decideEnoughStewards(activeStewards(stewards).length, policy);
  if (!enough.allowed) return enough;
  if (!chain.complete) return refuse('credentials.owner_chain_broken');
  if (endsAt !== null && endsAt <= now)
    return refuse('credentials.responsibility_ended', { facts: { endsAt: endsAt.toISOString() } });
  return allow();
}
