import type { Reason, TrustLevel } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import { decideAuthenticity } from './authenticity.js';
import { fail, isPass, notEvaluated, pass, type LinkAnswer } from './link.js';
import type { TrustLink } from './trust-link.js';
import { decideLiveness } from './liveness.js';
import { decideObligations, withObligations } from './obligations.js';
import { decideOwnerLink } from './owner-link.js';
import { decideResponsibilityLink } from './responsibility-link.js';
import { decideRuntimeLink } from './runtime-link.js';
import { decideTenantBoundary } from './tenant-boundary.js';
import { decideTrustLevel } from './trust-level.js';
import type { TrustFacts } from './trust-facts.js';

export const TRUST_EFFECTS = ['ALLOW', 'ALLOW_WITH_OBLIGATIONS', 'DENY'] as const;
export type TrustEffect = (typeof TRUST_EFFECTS)[number];

/** The whole answer: every link in order, and the first no, or that there is none. */
export interface ChainAnswer {
  readonly effect: TrustEffect;
  readonly reason: Reason;
  readonly chain: readonly LinkAnswer[];
}

/** Every link that this domain decides, each evaluated whatever the others say: the owner sees all that is wrong at once. */
export function decideOwnLinks(facts: TrustFacts, required: TrustLevel, now: Date): readonly LinkAnswer[] {
  const chain = [
    decideAuthenticity(facts),
    decideLiveness(facts, now),
    decideResponsibilityLink(facts, now),
    decideOwnerLink(facts, now),
    decideTenantBoundary(facts),
    decideRuntimeLink(facts, now),
    decideDelegation(facts),
    decideTrustLevel(facts, required, now),
  ];
  return withObligations(chain, decideObligations(facts, now));
}

/** Deny overrides: one no is the answer, and the first in the chain's order is the reason. */
export function concludeChain(chain: readonly LinkAnswer[]): ChainAnswer {
  const failed = chain.find((answer) => answer.verdict === 'FAIL');
  if (failed !== undefined) return { effect: 'DENY', reason: failed.reason, chain };
  const effect = chain.some(({ verdict }) => verdict === 'PASS_WITH_OBLIGATION') ? 'ALLOW_WITH_OBLIGATIONS' : 'ALLOW';
  return { effect, reason: reasons.reason('credentials.trusted'), chain };
}

/** Whether access may be asked: not in the name of a machine that has no business in this tenant. */
export function mayAskAccess(chain: readonly LinkAnswer[]): boolean {
  return hasPassed(chain, 'TENANT_BOUNDARY') && hasPassed(chain, 'AUTHENTICITY');
}

export function hasPassed(chain: readonly LinkAnswer[], link: TrustLink): boolean {
  return chain.some((answer) => answer.link === link && isPass(answer));
}

/**
 * A machine acts for itself unless it says for whom. Nobody can lend it anything yet, so whoever names a delegation acts for
 * somebody who has lent it nothing.
 */
function decideDelegation({ identity, delegationId }: TrustFacts): LinkAnswer {
  if (identity === null) return notEvaluated('DELEGATION');
  if (delegationId !== null) return fail('DELEGATION', 'credentials.delegation_required');
  return pass('DELEGATION', 'credentials.acts_for_itself');
}
