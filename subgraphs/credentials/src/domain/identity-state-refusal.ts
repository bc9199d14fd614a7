import { refuse, type Refused } from '@bailiwick/decision';
import type { MachineIdentity, MachineIdentityState } from './machine-identity.js';

const CODES = {
  DRAFT: 'credentials.awaiting_activation',
  ACTIVE: 'credentials.already_active',
  SUSPENDED: 'credentials.suspended',
  OWNER_GRACE: 'credentials.owner_grace',
  ORPHANED: 'credentials.orphaned',
  QUARANTINED: 'credentials.quarantined',
  RETIRED: 'credentials.retired',
} as const satisfies Record<MachineIdentityState, string>;

export type IdentityStateRefusal = (typeof CODES)[MachineIdentityState];

/** No, because of the state that the machine is in: its own code says what leads out of it, if anything does. */
export function refuseForState({
  state,
  stateSince: since,
  graceEndsAt,
}: Pick<MachineIdentity, 'state' | 'stateSince' | 'graceEndsAt'>): Refused<IdentityStateRefusal> {
  const facts = { what: 'machine identity', graceEndsAt: graceEndsAt?.toISOString() ?? '' };
  return refuse(CODES[state], { facts, since });
}
