import type { Reason } from '@bailiwick/decision';
import { reasons } from './reasons.js';
import { openSteps, readiness, type Setup } from './setup.js';

export type AttentionLevel = 'NONE' | 'INFO' | 'WARNING' | 'BLOCKING';

/** A section's badge in Settings. */
export interface SectionAttention {
  readonly level: AttentionLevel;
  readonly reason: Reason | null;
}

const QUIET: SectionAttention = { level: 'NONE', reason: null };

/** An unanswered invitation harms nobody; it is good to know that somebody is still missing. */
export function usersAttention(pendingInvitations: number): SectionAttention {
  if (pendingInvitations === 0) return QUIET;
  return {
    level: 'INFO',
    reason: reasons.reason('identity.invitations_pending', { facts: { count: pendingInvitations } }),
  };
}

/** Details that nobody has confirmed end up on invoices. */
export function organizationAttention(setup: Setup): SectionAttention {
  if (!openSteps(setup).some((step) => step.key === 'verify_organization')) return QUIET;
  return { level: 'WARNING', reason: reasons.reason('identity.organization_unverified', { since: setup.changedAt }) };
}

/** While a required step is open the platform is closed to everybody in the tenant: the loudest badge there is. */
export function platformSetupAttention(setup: Setup): SectionAttention {
  const { ready, reason } = readiness(setup);
  return ready ? QUIET : { level: 'BLOCKING', reason };
}
