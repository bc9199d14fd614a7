import { allow, refuse, type Decision } from '@bailiwick/decision';
import { isExpired, isInUse, isTerminal, type Credential, type CredentialVersion } from './credential.js';
import { decideGain, type InGrace } from './grace.js';
import type { MachinePolicy } from './policy.js';
import { outdated } from './problem.js';

/** Some power is lent by two people only: one who asks, and one who agrees. */
export function needsApproval(ceiling: readonly string[], { fourEyesActions }: Pick<MachinePolicy, 'fourEyesActions'>) {
  return ceiling.some((action) => fourEyesActions.includes(action));
}

type ApprovalRefusal =
  | 'credentials.not_pending_approval'
  | 'credentials.suspended'
  | 'credentials.machine_not_active'
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
  readonly versions: readonly CredentialVersion[];
  readonly askedBy: ReadonlySet<string>;
  readonly approving: ReadonlySet<string>;
  readonly identity: InGrace;
}

/**
 * Whoever asked cannot agree with themselves: not by a machine whose steward they are or whose secret they know, nor the
 * reverse. Both sides are everybody who acted, with the people behind the machines among them. And only a person agrees: who holds
 * a key of a machine is known as far as they were shown it or brought it, and a key can be passed on. What is agreed to is the
 * credential itself, or the secret that a rotation has made for it: never both, because what waits itself is not rotated. A new
 * secret for what works already is no gain of power; for what sleeps, or has none any more, it is.
 */
export function decideApproval(
  credential: Credential,
  { personId, versions, askedBy, approving, identity }: ApprovalFacts,
  expectedVersion: number,
  now: Date,
): Decision<'CREDENTIAL' | 'ROTATION', ApprovalRefusal> {
  const open = decideWaiting(credential, now);
  if (!open.allowed) return open;
  if (credential.version !== expectedVersion) return outdated(credential.version);
  if (personId === null) return refuse('credentials.approver_not_a_person', { path: ['id'] });
  if ([...approving].some((id) => askedBy.has(id))) return refuse('credentials.self_approval', { path: ['id'] });
  const isGain = open.value === 'CREDENTIAL' || !isInUse(credential, versions, now);
  const may = open.value === 'CREDENTIAL' ? allow() : decideWorking(identity);
  if (!may.allowed) return may;
  const gain = isGain ? decideGain(identity, ['id']) : allow();
  return gain.allowed ? open : gain;
}

function decideWaiting(credential: Credential, now: Date): Decision<'CREDENTIAL' | 'ROTATION', ApprovalRefusal> {
  const { state, stateSince: since, expiresAt } = credential;
  const path = ['id'];
  if (state === 'COMPROMISED') return refuse('credentials.compromised', { since, path });
  if (isTerminal(state)) return refuse('credentials.revoked', { since, path });
  if (state === 'EXPIRED' || isExpired(credential, now))
    return refuse('credentials.expired', { facts: { expiresAt: expiresAt.toISOString() }, since: expiresAt, path });
  if (state === 'PENDING_APPROVAL') return allow('CREDENTIAL');
  if (credential.pendingVersion === null) return refuse('credentials.not_pending_approval', { facts: { state }, path });
  if (state === 'SUSPENDED') return refuse('credentials.suspended', { facts: { what: 'credential' }, since, path });
  return allow('ROTATION');
}

/** As where a rotation begins alone: a machine that rests cannot move to the new secret while the overlap runs. */
function decideWorking({ state }: InGrace): Decision<undefined, ApprovalRefusal> {
  if (state === 'ACTIVE' || state === 'OWNER_GRACE') return allow();
  return refuse('credentials.machine_not_active', { facts: { state }, path: ['id'] });
}
