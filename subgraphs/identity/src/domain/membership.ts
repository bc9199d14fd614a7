import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import type { IdentityCode } from './reasons.js';
import { decideWords } from './words.js';

export type MembershipState = 'ACTIVE' | 'SUSPENDED' | 'LEFT';

/** What members of the PLATFORM tenant are entrusted with on customers' tenants, in the order in which one is taken when none is named. */
export const DUTIES = ['tenant-operations', 'billing-operations', 'support'] as const;
export type Duty = (typeof DUTIES)[number];

export interface Membership {
  readonly id: string;
  readonly personId: string;
  readonly state: MembershipState;
  readonly duties: readonly Duty[];
  /** When the person joined. */
  readonly since: Date;
  /** Why it is suspended or has ended, as somebody put it. */
  readonly note: string | null;
  readonly endedAt: Date | null;
  readonly endedBy: Actor | null;
  /** Whether the person left of their own will; null while they have not left. */
  readonly voluntary: boolean | null;
  readonly version: number;
}

export function newMembership(begun: Pick<Membership, 'id' | 'personId' | 'duties' | 'since'>): Membership {
  return { ...begun, state: 'ACTIVE', note: null, endedAt: null, endedBy: null, voluntary: null, version: 1 };
}

export interface MemberChange {
  readonly expectedVersion: number;
  readonly reason: string;
}

/** A suspension ends every session at once and keeps all that the person holds, so that it can be undone. */
export function decideSuspension(membership: Membership, change: MemberChange): Decision<Membership, IdentityCode> {
  const note = decideChange(membership, change);
  if (!note.allowed) return note;
  if (membership.state !== 'ACTIVE') {
    return refuse('identity.membership_not_active', { facts: { state: membership.state }, path: ['membershipId'] });
  }
  return allow({ ...membership, state: 'SUSPENDED', note: note.value, version: membership.version + 1 });
}

export function decideReinstatement(membership: Membership, change: MemberChange): Decision<Membership, IdentityCode> {
  const note = decideChange(membership, change);
  if (!note.allowed) return note;
  if (membership.state !== 'SUSPENDED') {
    return refuse('identity.membership_not_suspended', { facts: { state: membership.state }, path: ['membershipId'] });
  }
  return allow({ ...membership, state: 'ACTIVE', note: note.value, version: membership.version + 1 });
}

/**
 * A membership that has ended never comes back: a returning person is invited again, so that somebody decides anew what
 * they hold. Whether they went of their own will decides how fast the secrets they have seen are changed.
 */
export function decideRemoval(
  membership: Membership,
  change: MemberChange & { readonly voluntary: boolean },
  by: Actor,
  now: Date,
): Decision<Membership, IdentityCode> {
  const note = decideChange(membership, change);
  if (!note.allowed) return note;
  return allow({
    ...membership,
    state: 'LEFT',
    duties: [],
    note: note.value,
    endedAt: now,
    endedBy: by,
    voluntary: change.voluntary,
    version: membership.version + 1,
  });
}

function decideChange(membership: Membership, change: MemberChange): Decision<string, IdentityCode> {
  if (membership.version !== change.expectedVersion) {
    const currentVersion = membership.version;
    return refuse('identity.version_conflict', {
      facts: { currentVersion },
      fields: { currentVersion },
      path: ['expectedVersion'],
    });
  }
  if (membership.state === 'LEFT') return refuse('identity.membership_ended', { path: ['membershipId'] });
  return decideWords(change.reason, 'reason');
}
