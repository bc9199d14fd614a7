import type { Reason } from '@bailiwick/decision';
import { rotationDueAt, type Credential } from '../credential.js';
import { reasons } from '../reasons.js';
import { activeStewards } from '../stewards.js';
import type { LinkAnswer } from './link.js';
import type { TrustLink } from './trust-link.js';
import type { TrustFacts } from './trust-facts.js';

/** What somebody must do so that a link goes on holding. */
export interface Obligation {
  readonly link: TrustLink;
  readonly reason: Reason;
}

type ObligedFacts = Pick<TrustFacts, 'credential' | 'identity' | 'stewards' | 'knowersLeft' | 'minStewards'>;

/** A date is announced this long before it, so that a team can plan for it. */
export const ANNOUNCED_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * A yes that will soon be a no says so while there is time, on every answer: an outage that was announced each minute for
 * two weeks surprises nobody. The system never makes a secret, so what must be rotated is somebody's to rotate.
 */
export function decideObligations(facts: ObligedFacts, now: Date): readonly Obligation[] {
  return [rotation(facts, now), review(facts, now), claim(facts), secondSteward(facts)].filter((owed) => owed !== null);
}

/** Marks the links whose yes has something owed with it. A no stays a no. */
export function withObligations(
  chain: readonly LinkAnswer[],
  obligations: readonly Obligation[],
): readonly LinkAnswer[] {
  return chain.map((answer) =>
    answer.verdict === 'PASS' && obligations.some(({ link }) => link === answer.link)
      ? { ...answer, verdict: 'PASS_WITH_OBLIGATION' }
      : answer,
  );
}

/** Why the secret is no longer as good as it was; null while it is. */
export function staleSecret(
  { credential, knowersLeft }: Pick<TrustFacts, 'credential' | 'knowersLeft'>,
  now: Date,
): string | null {
  if (knowersLeft > 0) return 'Somebody who has seen the secret or holds its key has left.';
  const rotateBy = credential?.rotateBy ?? null;
  if (rotateBy !== null) return `It ends on ${rotateBy.toISOString()}, with or without one.`;
  const due = credential === null ? null : rotationDueAt(credential);
  return due !== null && due <= now ? `Rotation was due on ${due.toISOString()}.` : null;
}

function rotation(facts: ObligedFacts, now: Date): Obligation | null {
  const { credential } = facts;
  if (credential === null || !isRotatable(credential)) return null;
  const because = staleSecret(facts, now);
  const due = rotationDueAt(credential);
  const dueAt = due !== null && isNear(due, now) ? due.toISOString() : null;
  if (because === null && dueAt === null) return null;
  return { link: 'LIVENESS', reason: owedReason(credential, because, dueAt ?? '') };
}

/** One that was begun and waits for a second person is not begun again. */
function owedReason({ pendingVersion }: Credential, because: string | null, dueAt: string): Reason {
  if (pendingVersion !== null) {
    const facts = { because: because ?? `rotation is due on ${dueAt}.` };
    return reasons.reason('credentials.approve_rotation', { facts });
  }
  if (because !== null) return reasons.reason('credentials.begin_rotation', { facts: { because } });
  return reasons.reason('credentials.rotation_due', { facts: { dueAt } });
}

/** One that is being rotated, or that nothing brings back, owes no rotation. */
function isRotatable({ state }: Credential): boolean {
  return state === 'STAGED' || state === 'ACTIVE' || state === 'SUSPENDED' || state === 'DORMANT';
}

function review({ identity }: ObligedFacts, now: Date): Obligation | null {
  const reviewDueAt = identity?.responsibility.reviewDueAt ?? null;
  if (reviewDueAt === null || reviewDueAt <= now || !isNear(reviewDueAt, now)) return null;
  const facts = { reviewDueAt: reviewDueAt.toISOString() };
  return { link: 'RESPONSIBILITY', reason: reasons.reason('credentials.review_due', { facts }) };
}

function claim({ identity }: ObligedFacts): Obligation | null {
  if (identity?.state !== 'OWNER_GRACE') return null;
  const facts = { graceEndsAt: identity.graceEndsAt?.toISOString() ?? 'an unknown time' };
  return {
    link: 'OWNER',
    reason: reasons.reason('credentials.claim_ownership', { facts, since: identity.stateSince }),
  };
}

/** Machines outlive memberships: where the tenant wants two people, one leaving must not be the last. */
function secondSteward({ identity, stewards, minStewards }: ObligedFacts): Obligation | null {
  const active = activeStewards(stewards).length;
  if (identity === null || active === 0 || active >= minStewards) return null;
  const facts = { active, wanted: minStewards };
  return { link: 'OWNER', reason: reasons.reason('credentials.more_stewards_needed', { facts }) };
}

function isNear(date: Date, now: Date): boolean {
  return date.getTime() - now.getTime() <= ANNOUNCED_DAYS * DAY_MS;
}
