import type { Reason, TrustLevel } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import { decideAuthenticity } from './authenticity.js';
import { pass, notEvaluated, type LinkAnswer, type TrustLink } from './link.js';
import { decideLiveness } from './liveness.js';
import { decideOwnerLink } from './owner-link.js';
import { decideResponsibilityLink } from './responsibility-link.js';
import { decideRuntimeLink } from './runtime-link.js';
import { decideTenantBoundary } from './tenant-boundary.js';
import { decideTrustLevel } from './trust-level.js';
import type { TrustFacts } from './trust-facts.js';

export type TrustEffect = 'ALLOW' | 'DENY';

/** The whole answer: every link in order, and the first no, or that there is none. */
export interface ChainAnswer {
  readonly effect: TrustEffect;
  readonly reason: Reason;
  readonly chain: readonly LinkAnswer[];
}

/** Every link that this domain decides, each evaluated whatever the others say: the owner sees all that is wrong at once. */
export function decideOwnLinks(facts: TrustFacts, required: TrustLevel, now: Date): readonly LinkAnswer[] {
  return [
    decideAuthenticity(facts),
    decideLiveness(facts, now),
    decideResponsibilityLink(facts, now),
    decideOwnerLink(facts),
    decideTenantBoundary(facts),
    decideRuntimeLink(facts),
    decideDelegation(facts),
    decideTrustLevel(facts, required, now),
  ];
}

/** Deny overrides: one no is the answer, and the first in the chain's order is the reason. */
export function concludeChain(chain: readonly LinkAnswer[]): ChainAnswer {
  const failed = chain.find((answer) => answer.verdict === 'FAIL');
  if (failed !== undefined) return { effect: 'DENY', reason: failed.reason, chain };
  return { effect: 'ALLOW', reason: reasons.reason('credentials.trusted'), chain };
}

/** Whether access may be asked: not in the name of a machine that has no business in this tenant. */
export function mayAskAccess(chain: readonly LinkAnswer[]): boolean {
  return hasPassed(chain, 'TENANT_BOUNDARY') && hasPassed(chain, 'AUTHENTICITY');
}

export function hasPassed(chain: readonly LinkAnswer[], link: TrustLink): boolean {
  return chain.some((answer) => answer.link === link && answer.verdict === 'PASS');
}

/** A machine acts for itself until somebody can lend it power, which nobody can yet: so there is nothing to exceed. */
function decideDelegation({ identity }: TrustFacts): LinkAnswer {
  return identity === null ? notEvaluated('DELEGATION') : pass('DELEGATION', 'credentials.acts_for_itself');
}
