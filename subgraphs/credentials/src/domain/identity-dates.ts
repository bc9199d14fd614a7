import type { MachineIdentity } from './machine-identity.js';

/** Nobody claimed it in time. */
export function isGraceOver({ state, graceEndsAt }: MachineIdentity, now: Date): boolean {
  return state === 'OWNER_GRACE' && graceEndsAt !== null && graceEndsAt <= now;
}

/** Somebody should have asked by now whether it is still needed; a review since has moved the date. */
export function isReviewDue({ state, responsibility: { reviewDueAt, endsAt } }: MachineIdentity, now: Date): boolean {
  return state !== 'RETIRED' && reviewDueAt <= now && (endsAt === null || endsAt > now);
}

export function hasResponsibilityEnded({ state, responsibility: { endsAt } }: MachineIdentity, now: Date): boolean {
  return state !== 'RETIRED' && endsAt !== null && endsAt <= now;
}
