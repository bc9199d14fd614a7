import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { MachineIdentity } from './machine-identity.js';

export type InGrace = Pick<MachineIdentity, 'state' | 'stateSince' | 'graceEndsAt'>;

/**
 * While nobody answers for a machine but a successor to be found it can only lose power: nothing new is issued, and nothing that
 * was stopped, asleep or waiting for a second person comes into use. Whoever wants that claims the machine first.
 */
export function decideGain(
  { state, stateSince: since, graceEndsAt }: InGrace,
  path: readonly string[],
): Decision<undefined, 'credentials.owner_grace'> {
  if (state !== 'OWNER_GRACE') return allow();
  return refuse('credentials.owner_grace', {
    facts: { graceEndsAt: graceEndsAt?.toISOString() ?? 'an unknown time' },
    since,
    path,
  });
}
