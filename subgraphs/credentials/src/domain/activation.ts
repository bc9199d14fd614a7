import { allow, refuse, type Decision, type Refused } from '@bailiwick/decision';
import type { MachineIdentity, Steward } from './machine-identity.js';
import type { OwnershipChain } from './ownership-chain.js';
import { outdated } from './problem.js';
import { activeStewards } from './stewards.js';

export type ActivationRefusal =
  | 'credentials.version_conflict'
  | 'credentials.already_active'
  | 'credentials.orphaned'
  | 'credentials.owner_grace'
  | 'credentials.quarantined'
  | 'credentials.retired'
  | 'credentials.steward_missing'
  | 'credentials.owner_chain_broken'
  | 'credentials.responsibility_ended';

/**
 * A machine becomes active once every question about it has an answer: what for, whose, and who can be asked. The same
 * holds for one that was suspended; an orphan first needs a steward.
 */
export function decideActivation(
  identity: MachineIdentity,
  stewards: readonly Steward[],
  chain: OwnershipChain,
  expectedVersion: number,
  now: Date,
): Decision<undefined, ActivationRefusal> {
  if (identity.version !== expectedVersion) return outdated(identity.version);
  if (identity.state === 'ACTIVE') return refuse('credentials.already_active');
  const closed = refuseClosed(identity);
  if (closed !== null) return closed;
  if (activeStewards(stewards).length === 0) return refuse('credentials.steward_missing');
  if (!chain.complete) return refuse('credentials.owner_chain_broken');
  const { endsAt } = identity.responsibility;
  if (endsAt !== null && endsAt <= now)
    return refuse('credentials.responsibility_ended', { facts: { endsAt: endsAt.toISOString() } });
  return allow();
}

/** The states that only another mutation leads out of, if any. */
function refuseClosed({ state, stateSince: since, graceEndsAt }: MachineIdentity): Refused<ActivationRefusal> | null {
  if (state === 'ORPHANED') return refuse('credentials.orphaned', { since });
  if (state === 'QUARANTINED') return refuse('credentials.quarantined', { since });
  if (state === 'RETIRED') return refuse('credentials.retired', { since });
  if (state !== 'OWNER_GRACE') return null;
  return refuse('credentials.owner_grace', { facts: { graceEndsAt: graceEndsAt?.toISOString() ?? '' }, since });
}
