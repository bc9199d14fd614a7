import { allow, type Decision } from '@bailiwick/decision';
import type { MachineIdentity, MachineIdentityState } from './machine-identity.js';
import type { MachinePolicy } from './policy.js';
import { outdated } from './problem.js';
import { stateAfterNaming } from './standing-change.js';
import { decideStewards, type StewardInput } from './stewards.js';

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
): Decision<Naming, 'credentials.version_conflict' | 'credentials.steward_missing' | 'credentials.invalid_input'> {
  if (identity.version !== expectedVersion) return outdated(identity.version);
  const stewards = decideStewards(wanted, activeMembers, policy, 'stewards');
  return stewards.allowed ? allow({ stewards: stewards.value, state: stateAfterNaming(identity) }) : stewards;
}
