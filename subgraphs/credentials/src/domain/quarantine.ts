import { allow, refuse, type Decision } from '@bailiwick/decision';
import { decideReadiness, type Answerable, type ReadinessRefusal } from './activation.js';
import { refuseForState, type IdentityStateRefusal } from './identity-state-refusal.js';
import { decideAsked } from './identity-suspension.js';
import type { MachineIdentity, MachineIdentityState } from './machine-identity.js';
import { activeStewards } from './stewards.js';

type AskRefusal = 'credentials.version_conflict' | 'credentials.invalid_input';

export const RELEASE_STEWARDS = 2;

/** Something is wrong with it: stopped at once, whatever it was doing, until two people know what happened. */
export function decideQuarantine(
  identity: MachineIdentity,
  reason: string,
  expectedVersion: number,
): Decision<'QUARANTINED', AskRefusal | IdentityStateRefusal> {
  const asked = decideAsked(identity, reason, expectedVersion);
  if (!asked.allowed) return asked;
  return mayQuarantine(identity.state) ? allow('QUARANTINED') : refuseForState(identity);
}

/** Also asked by what finds leaks and clones: it acts for nobody, and must not undo a retirement. */
export function mayQuarantine(state: MachineIdentityState): boolean {
  return state !== 'QUARANTINED' && state !== 'RETIRED';
}

export interface ReleaseFacts extends Answerable {
  /** Who asks now; null for a machine, which cannot vouch for another. */
  readonly personId: string | null;
  /** Who has asked already since it went into quarantine. */
  readonly askedBy: readonly string[];
}

/**
 * One steward may be mistaken, or be the one who did it: so two different ones must ask. Whoever asked and has left since
 * does not count any more.
 */
export function decideRelease(
  identity: MachineIdentity,
  facts: ReleaseFacts,
  reason: string,
  expectedVersion: number,
  now: Date,
): Decision<
  'AWAITS_ANOTHER' | 'RELEASED',
  | AskRefusal
  | ReadinessRefusal
  | 'credentials.not_quarantined'
  | 'credentials.not_a_steward'
  | 'credentials.release_asked_already'
> {
  const asked = decideAsked(identity, reason, expectedVersion);
  if (!asked.allowed) return asked;
  if (identity.state !== 'QUARANTINED')
    return refuse('credentials.not_quarantined', { facts: { state: identity.state } });
  const stewards = new Set(activeStewards(facts.stewards).map((steward) => steward.personId));
  if (facts.personId === null || !stewards.has(facts.personId)) return refuse('credentials.not_a_steward');
  const before = facts.askedBy.filter((personId) => stewards.has(personId));
  if (before.includes(facts.personId)) return refuse('credentials.release_asked_already');
  if (before.length + 1 < RELEASE_STEWARDS) return allow('AWAITS_ANOTHER');
  const ready = decideReadiness(identity, facts, now);
  return ready.allowed ? allow('RELEASED') : ready;
}
