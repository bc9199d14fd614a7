import type { FactorKind, Reason } from '@bailiwick/decision';
import type { Factor } from '../domain/access.js';
import { redact } from '../domain/redaction.js';
import type { RuleOutcome } from '../domain/rule.js';
import type { Preview } from '../evaluation.js';
import type { Answered } from '../question.js';
import type { AccessSession, Parts } from './context.js';

/** The answer as the caller may see it: nothing leaves unredacted. */
export function toState(answered: Answered, { freshness }: Parts, session: AccessSession) {
  const { canAccess, reason, blockers, factors, validUntil, nextBecause } = redact(answered.answer);
  const { decisionId, policyVersion, evaluatedAt, standings } = answered;
  return {
    canAccess,
    reason,
    blockers,
    decisionId,
    policyVersion,
    evaluatedAt,
    validUntil,
    nextBecause,
    factors: factors.map((factor) => toFactor(factor, evaluatedAt)),
    consistencyToken: freshness.tokenOf(session.tenantId, standings),
  };
}

interface FactorView {
  readonly kind: FactorKind;
  readonly outcome: RuleOutcome;
  readonly owner: Reason['owner'];
  readonly reason: Reason;
  readonly factVersion: number | null;
  readonly factAsOf: Date | null;
  readonly ageMs: number | null;
}

function toFactor({ kind, outcome, reason, fact }: Factor, now: Date): FactorView {
  const asOf = fact?.asOf ?? null;
  const ageMs = asOf === null ? null : Math.max(0, now.getTime() - asOf.getTime());
  return { kind, outcome, owner: reason.owner, reason, factVersion: fact?.version ?? null, factAsOf: asOf, ageMs };
}

/** One action as the caller may see it. */
export function toCapability({ action, answer }: Preview) {
  const { canAccess, reason, trace } = redact(answer);
  const granted = trace.find(({ rule, outcome }) => rule === 'permission.granted' && outcome === 'PASS');
  return { action: action.name, allowed: canAccess, reason, grantedBy: granted?.via ?? [] };
}
