import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { needsApproval } from './approval.js';
import {
  hasSecrets,
  isInUse,
  isVersionAccepted,
  isExpired,
  isTerminal,
  type Credential,
  type CredentialState,
  type CredentialVersion,
} from './credential.js';
import { decideGain, type InGrace } from './grace.js';
import type { MachinePolicy } from './policy.js';
import { invalid } from './problem.js';

/** NOT_APPROVED: it ended before a second person had agreed, so that nothing of it was ever accepted. */
export type RotationEnd = 'DRAINED' | 'OVERLAP_ENDED' | 'ASKED' | 'FORCED' | 'ABORTED' | 'REVOKED' | 'NOT_APPROVED';

/** One replacement of a secret. While it waits for a second person the old version goes on as if there were none. */
export interface Rotation {
  readonly id: string;
  readonly credentialId: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly state: 'PENDING_APPROVAL' | 'IN_PROGRESS' | 'COMPLETED' | 'ABORTED';
  readonly startedBy: Actor;
  readonly startedAt: Date;
  /** Null for those that were begun before it was kept. */
  readonly overlapHours: number | null;
  readonly overlapEndsAt: Date;
  /** Who agreed, and when. Null where nobody had to, and while nobody has. */
  readonly approvedBy: Actor | null;
  readonly approvedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBecause: RotationEnd | null;
}

/** What a rotation will do, before there is a secret. */
export interface RotationPlan extends Pick<Rotation, 'fromVersion' | 'toVersion' | 'overlapEndsAt'> {
  readonly state: 'PENDING_APPROVAL' | 'IN_PROGRESS';
  readonly overlapHours: number;
}

export const OVERLAP_HOURS_DEFAULT = 24;
export const OVERLAP_HOURS_MAX = 720;
const HOUR_MS = 3_600_000;

type StateRefusal =
  | 'credentials.revoked'
  | 'credentials.compromised'
  | 'credentials.expired'
  | 'credentials.suspended'
  | 'credentials.pending_approval'
  | 'credentials.rotation_in_progress';
export type RotationRefusal =
  | StateRefusal
  | 'credentials.machine_not_active'
  | 'credentials.owner_grace'
  | 'credentials.overlap_out_of_range'
  | 'credentials.invalid_input';

export interface RotationFacts {
  readonly credential: Credential;
  readonly versions: readonly CredentialVersion[];
  readonly identity: InGrace;
  readonly policy: Pick<MachinePolicy, 'fourEyesActions'>;
}

/**
 * The old version outlives its successor's birth so that callers can switch without an outage. The overlap is capped, and
 * never passes the credential's own expiry nor the end that somebody's leaving has set already. What slept stays asleep: a
 * dormant credential wakes with its new secret only. In grace nothing comes into use that is not: neither what sleeps nor what
 * has no secret any more. Where two people lend power together, a new secret of it is not one person's either: the rotation waits
 * until a second one has agreed.
 */
export function decideRotation(
  { credential, versions, identity, policy }: RotationFacts,
  overlapHours: number | null,
  now: Date,
): Decision<RotationPlan, RotationRefusal> {
  const refusal = refusalByState(credential, now);
  if (refusal !== null) return refusal;
  if (identity.state !== 'ACTIVE' && identity.state !== 'OWNER_GRACE')
    return refuse('credentials.machine_not_active', { facts: { state: identity.state }, path: ['credentialId'] });
  const gain = isInUse(credential, versions, now) ? allow() : decideGain(identity, ['credentialId']);
  if (!gain.allowed) return gain;
  if (!hasSecrets(credential))
    return invalid(['credentialId'], 'A federated credential has no secret; its issuer rotates its own keys.');
  const hours = overlapHours ?? credential.overlapHours ?? OVERLAP_HOURS_DEFAULT;
  if (!isOverlap(hours))
    return refuse('credentials.overlap_out_of_range', {
      facts: { maxHours: OVERLAP_HOURS_MAX },
      path: ['overlapHours'],
    });
  const plan = planOf(credential, versions, hours, now);
  if (!needsApproval(credential.ceiling, policy)) return allow(plan);
  return allow({ ...plan, state: 'PENDING_APPROVAL', overlapEndsAt: endWithout(credential, versions, now) });
}

/** Planned anew when the second person agrees: the overlap runs from now, and the old version may have ended meanwhile. */
export function planApproved(
  { toVersion, overlapHours }: Pick<Rotation, 'toVersion' | 'overlapHours'>,
  credential: Credential,
  versions: readonly CredentialVersion[],
  now: Date,
): RotationPlan {
  const old = versions.filter(({ number }) => number < toVersion);
  return { ...planOf(credential, old, overlapHours ?? OVERLAP_HOURS_DEFAULT, now), toVersion };
}

/** A key that was a version before is no new one: it may be the very key that was revoked. Secrets are always new. */
export function decideNewKey(
  keyThumbprint: string | null,
  versions: readonly Pick<CredentialVersion, 'keyThumbprint'>[],
): Decision<undefined, 'credentials.invalid_input'> {
  if (keyThumbprint === null || versions.every((version) => version.keyThumbprint !== keyThumbprint)) return allow();
  return invalid(['publicJwk'], 'This key is or was a version of this credential already. Make a new pair.');
}

export function isOverlap(hours: number): boolean {
  return hours >= 0 && hours <= OVERLAP_HOURS_MAX;
}

/** With callers that still use the old version a completion is an outage: only who says so gets it. */
export function decideCompletion(
  rotation: Rotation,
  laggards: number,
  force: boolean,
): Decision<
  'ASKED' | 'FORCED',
  'credentials.rotation_ended' | 'credentials.pending_approval' | 'credentials.rotation_has_laggards'
> {
  if (rotation.state === 'PENDING_APPROVAL')
    return refuse('credentials.pending_approval', { since: rotation.startedAt, path: ['rotationId'] });
  if (rotation.state !== 'IN_PROGRESS') return ended(rotation);
  if (laggards === 0) return allow('ASKED');
  return force
    ? allow('FORCED')
    : refuse('credentials.rotation_has_laggards', { facts: { count: laggards }, path: ['rotationId'] });
}

/**
 * The new secret ends and the old one goes on, unless its own end was set before the rotation began. Once the overlap is over
 * there is nothing to go back to, whether the clock has looked already or not: what ended does not come back.
 */
export function decideAbortion(rotation: Rotation, now: Date): Decision<undefined, 'credentials.rotation_ended'> {
  if (rotation.state === 'PENDING_APPROVAL') return allow();
  if (rotation.state !== 'IN_PROGRESS') return ended(rotation);
  return isOver(rotation, now) ? ended({ state: 'COMPLETED', endedAt: rotation.overlapEndsAt }) : allow();
}

/** The old secret is not accepted any more, also where that is not on record yet. */
export function isOver({ overlapEndsAt }: Pick<Rotation, 'overlapEndsAt'>, now: Date): boolean {
  return overlapEndsAt <= now;
}

/** The clock looks soon after the start and then ever more rarely, at the latest when the overlap ends. */
export function nextLook(
  { startedAt, approvedAt, overlapEndsAt }: Pick<Rotation, 'startedAt' | 'approvedAt' | 'overlapEndsAt'>,
  now: Date,
): Date {
  const since = approvedAt ?? startedAt;
  const pause = Math.min(600_000, Math.max(15_000, (now.getTime() - since.getTime()) / 20));
  return new Date(Math.min(overlapEndsAt.getTime(), now.getTime() + pause));
}

/** What a credential is when nothing is being rotated any more: one that was never used is STAGED again. */
export function stateAfterRotation({ lastUsed }: Pick<Credential, 'lastUsed'>): CredentialState {
  return lastUsed === null ? 'STAGED' : 'ACTIVE';
}

function planOf(
  credential: Credential,
  versions: readonly CredentialVersion[],
  hours: number,
  now: Date,
): RotationPlan {
  const [newest] = versions;
  const from = versions.find((version) => isVersionAccepted(version, now)) ?? newest;
  return {
    state: 'IN_PROGRESS',
    fromVersion: from?.number ?? 0,
    toVersion: (newest?.number ?? 0) + 1,
    overlapHours: hours,
    overlapEndsAt: overlapEnd(credential, from, hours, now),
  };
}

function refusalByState(credential: Credential, now: Date) {
  const { state, stateSince: since, expiresAt } = credential;
  const path = ['credentialId'];
  if (state === 'COMPROMISED') return refuse('credentials.compromised', { since, path });
  if (isTerminal(state)) return refuse('credentials.revoked', { since, path });
  if (state === 'EXPIRED' || isExpired(credential, now))
    return refuse('credentials.expired', { facts: { expiresAt: expiresAt.toISOString() }, since: expiresAt, path });
  if (state === 'SUSPENDED') return refuse('credentials.suspended', { facts: { what: 'credential' }, since, path });
  if (state === 'PENDING_APPROVAL') return refuse('credentials.pending_approval', { since, path });
  if (state === 'ROTATING') return refuse('credentials.rotation_in_progress', { since, path });
  if (credential.pendingVersion !== null) return refuse('credentials.rotation_in_progress', { path });
  return null;
}

/** When the old version ends if nobody ever agrees. */
function endWithout({ expiresAt }: Credential, versions: readonly CredentialVersion[], now: Date): Date {
  const set = versions.find((version) => isVersionAccepted(version, now))?.overlapEndsAt ?? expiresAt;
  return set < expiresAt ? set : expiresAt;
}

function overlapEnd(credential: Credential, from: CredentialVersion | undefined, hours: number, now: Date): Date {
  if (credential.state === 'DORMANT' || from === undefined || !isVersionAccepted(from, now)) return now;
  const ends = [new Date(now.getTime() + hours * HOUR_MS), credential.expiresAt];
  if (from.overlapEndsAt !== null) ends.push(from.overlapEndsAt);
  return new Date(Math.min(...ends.map((end) => end.getTime())));
}

function ended({ state, endedAt }: Pick<Rotation, 'state' | 'endedAt'>) {
  return refuse('credentials.rotation_ended', {
    facts: { state },
    ...(endedAt !== null && { since: endedAt }),
    path: ['rotationId'],
  });
}
