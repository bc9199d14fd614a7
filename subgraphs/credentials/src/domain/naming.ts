import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { MachineIdentity, MachineIdentityState } from './machine-identity.js';
import type { MachinePolicy } from './policy.js';
import { outdated } from './problem.js';
import { decideStewards, type StewardInput, type StewardsRefusal } from './stewards.js';

export interface Naming {
  readonly stewards: readonly StewardInput[];
  readonly state: MachineIdentityState;
}

/** New stewards replace the old ones as a whole, so that nobody stays by having been forgotten. An orphan is taken in. */
export function decideNaming(
  identity: MachineIdentity,
  wanted: readonly StewardInput[],
  activeMembers: ReadonlySet<string>,
  policy: MachinePolicy,
  expectedVersion: number,
): Decision<
  Naming,
  StewardsRefusal | 'credentials.version_conflict' | 'credentials.retired' | 'credentials.invalid_input'
> {
  if (identity.version !== expectedVersion) return outdated(identity.version);
  if (identity.state === 'RETIRED') return refuse('credentials.retired', { since: identity.stateSince });
  const stewards = decideStewards(wanted, activeMembers, policy, 'stewards');
  return stewards.allowed ? allow({ stewards: stewards.value, state: stateAfterNaming(identity) }) : stewards;
}

/** Naming an active steward takes an orphan in. Any other state is changed by its own mutation. */
export function stateAfterNaming({ state }: Pick<MachineIdentity, 'state'>): MachineIdentityState {
  return state === 'ORPHANED' || state === 'OWNER_GRACE' ? 'ACTIVE' : state;
}
