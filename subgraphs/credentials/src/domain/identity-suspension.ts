import { allow, refuse, type Decision } from '@bailiwick/decision';
import { decideReadiness, type Answerable, type ReadinessRefusal } from './activation.js';
import { refuseForState, type IdentityStateRefusal } from './identity-state-refusal.js';
import type { MachineIdentity } from './machine-identity.js';
import { invalid, isReadable, outdated } from './problem.js';

type AskRefusal = 'credentials.version_conflict' | 'credentials.invalid_input';

/** What every change with a reason has in common: it is about what the caller saw, and it says why. */
export function decideAsked(
  identity: Pick<MachineIdentity, 'version'>,
  reason: string,
  expectedVersion: number,
  field = 'reason',
): Decision<undefined, AskRefusal> {
  if (identity.version !== expectedVersion) return outdated(identity.version);
  if (!isReadable(reason, 500)) return invalid([field], 'Say why, in 1 to 500 characters.');
  return allow();
}

/**
 * Suspending stops a machine with all of its credentials until somebody resumes it. One in grace can be suspended too: it
 * loses power, and coming back then takes an active steward.
 */
export function decideIdentitySuspension(
  identity: MachineIdentity,
  reason: string,
  expectedVersion: number,
): Decision<'SUSPENDED', AskRefusal | IdentityStateRefusal> {
  const asked = decideAsked(identity, reason, expectedVersion);
  if (!asked.allowed) return asked;
  if (identity.state !== 'ACTIVE' && identity.state !== 'OWNER_GRACE') return refuseForState(identity);
  return allow('SUSPENDED');
}

/** Coming back asks every question anew: people may have left while the machine slept. */
export function decideIdentityResumption(
  identity: MachineIdentity,
  answerable: Answerable,
  reason: string,
  expectedVersion: number,
  now: Date,
): Decision<'ACTIVE', AskRefusal | IdentityStateRefusal | ReadinessRefusal | 'credentials.not_suspended'> {
  const asked = decideAsked(identity, reason, expectedVersion);
  if (!asked.allowed) return asked;
  if (identity.state === 'ACTIVE' || identity.state === 'DRAFT')
    return refuse('credentials.not_suspended', { facts: { what: 'machine identity', state: identity.state } });
  if (identity.state !== 'SUSPENDED') return refuseForState(identity);
  const ready = decideReadiness(identity, answerable, now);
  return ready.allowed ? allow('ACTIVE') : ready;
}

/** The end of the work. Every credential ends with it, and nothing leads back: what remains to be done is declared anew. */
export function decideRetirement(
  identity: MachineIdentity,
  reason: string,
  expectedVersion: number,
): Decision<'RETIRED', AskRefusal | 'credentials.retired'> {
  const asked = decideAsked(identity, reason, expectedVersion);
  if (!asked.allowed) return asked;
  if (identity.state === 'RETIRED') return refuse('credentials.retired', { since: identity.stateSince });
  return allow('RETIRED');
}
