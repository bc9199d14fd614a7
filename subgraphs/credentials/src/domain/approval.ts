import { allow, refuse, type Decision } from '@bailiwick/decision';
import { isExpired, isTerminal, type Credential } from './credential.js';
import { decideGain, type InGrace } from './grace.js';
import type { MachinePolicy } from './policy.js';
import { outdated } from './problem.js';

/** Some power is lent by two people only: one who asks, and one who agrees. */
export function needsApproval(ceiling: readonly string[], { fourEyesActions }: Pick<MachinePolicy, 'fourEyesActions'>) {
  return ceiling.some((action) => fourEyesActions.includes(action));
}

type ApprovalRefusal =
  | 'credentials.not_pending_approval'
  | 'credentials.revoked'
  | 'credentials.compromised'
  | 'credentials.expired'
  | 'credentials.self_approval'
  | 'credentials.approver_not_a_person'
  | 'credentials.owner_grace'
  | 'credentials.version_conflict';

export interface ApprovalFacts {
  /** Who agrees; null for a machine, which cannot. */
  readonly personId: string | null;
  readonly askedBy: ReadonlySet<string>;
  readonly approving: ReadonlySet<string>;
  readonly identity: InGrace;
}

/**
 * Whoever asked cannot agree with themselves: not by a machine whose steward they are or whose secret they know, nor the
 * reverse. Both sides are everybody who acted, with the people behind the machines among them. And only a person agrees: who holds
 * a key of a machine is known as far as they were shown it or brought it, and a key can be passed on.
 */
export function decideApproval(
  credential: Credential,
  { personId, askedBy, approving, identity }: ApprovalFacts,
  expectedVersion: number,
  now: Date,
): Decision<'STAGED', ApprovalRefusal> {
  const { state, stateSince: since, expiresAt } = credential;
  const path = ['id'];
  if (state === 'COMPROMISED') return refuse('credentials.compromised', { since, path });
  if (isTerminal(state)) return refuse('credentials.revoked', { since, path });
  if (state === 'EXPIRED' || isExpired(credential, now))
    return refuse('credentials.expired', { facts: { expiresAt: expiresAt.toISOString() }, since: expiresAt, path });
  if (state !== 'PENDING_APPROVAL') return refuse('credentials.not_pending_approval', { facts: { state }, path });
  if (credential.version !== expectedVersion) return outdated(credential.version);
  if (personId === null) return refuse('credentials.approver_not_a_person', { path });
  if ([...approving].some((id) => askedBy.has(id))) return refuse('credentials.self_approval', { path });
  const gain = decideGain(identity, path);
  return gain.allowed ? allow('STAGED') : gain;
}
