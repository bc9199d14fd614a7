import { FACTORS, type FactorKind, type Reason } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import { BOUNDARY_RULES } from './boundary.js';
import type { Check } from './check.js';
import { isGranted } from './grant.js';
import { GRANTED, PERMISSION_RULES, WITHIN_LIMITS } from './permission.js';
import { BILLING_RULES, PLATFORM_RULES } from './readiness.js';
import { finding, type Freshness, type Rule, type RuleOutcome, type RuleResult } from './rule.js';
import { TRUST_RULES } from './trust.js';
import { nextChange } from './validity.js';

const RULES: Readonly<Record<FactorKind, readonly Rule[]>> = {
  BOUNDARY: BOUNDARY_RULES,
  TRUST: TRUST_RULES,
  PLATFORM: PLATFORM_RULES,
  BILLING: BILLING_RULES,
  PERMISSION: PERMISSION_RULES,
};

/** One conjunct: the worst that its rules found, in the owner's words. */
export interface Factor {
  readonly kind: FactorKind;
  readonly outcome: RuleOutcome;
  readonly reason: Reason;
  readonly fact: Freshness | null;
}

export interface AccessAnswer {
  readonly canAccess: boolean;
  readonly reason: Reason;
  readonly blockers: readonly Reason[];
  readonly factors: readonly Factor[];
  readonly trace: readonly RuleResult[];
  readonly validUntil: Date | null;
  readonly nextBecause: Reason | null;
  /** The caller lacks the permission itself and may not know the rest: `redact` before showing it to them. */
  readonly redacted: boolean;
}

/**
 * May this subject do this, here, now? Yes only if every factor that the action declares passes. Deny overrides: one
 * no outweighs any number of yeses, and not knowing is a no. All rules are always evaluated, so that the answer names
 * everything that stands in the way, the weightiest first: a closed tenant before a missing role.
 */
export function decideAccess(check: Check): AccessAnswer {
  const judged = FACTORS.map((kind) => ({ kind, results: judge(kind, check) }));
  const trace = judged.flatMap(({ results }) => results);
  const blocking = trace.filter(isBlocking);
  const canAccess = blocking.length === 0;
  const granted = reasons.reason('access.granted', { facts: { action: check.action.name } });
  return {
    canAccess,
    reason: blocking[0]?.reason ?? granted,
    blockers: blocking.map(({ reason }) => reason),
    factors: judged.map(({ kind, results }) => factorOf(kind, results, check)),
    trace,
    ...nextChange(check),
    redacted: trace.some(isMissingGrant) && !mayReadFacts(check),
  };
}

function judge(kind: FactorKind, check: Check): readonly RuleResult[] {
  return check.action.factors.includes(kind) ? RULES[kind].map((rule) => rule(check)) : [];
}

/** The first rule that stands in the way speaks for its factor; if none does, the first that had something to say. */
function factorOf(kind: FactorKind, results: readonly RuleResult[], check: Check): Factor {
  const speaking = results.find(isBlocking) ?? results.find(({ outcome }) => outcome === 'PASS');
  if (speaking !== undefined) return { kind, outcome: speaking.outcome, reason: speaking.reason, fact: speaking.fact };
  const reason = reasons.reason('access.not_applicable', { facts: { action: check.action.name } });
  return { kind, outcome: 'NOT_APPLICABLE', reason, fact: null };
}

function isBlocking({ outcome }: RuleResult): boolean {
  return outcome === 'FAIL' || outcome === 'UNKNOWN';
}

function isMissingGrant({ rule, outcome }: RuleResult): boolean {
  return outcome === 'FAIL' && (rule === GRANTED || rule === WITHIN_LIMITS);
}

function mayReadFacts(check: Check): boolean {
  const audit = check.catalogue.get('access.audit.read');
  return audit !== undefined && isGranted(check, audit);
}

/** What nobody declared is denied: a typing error must never open anything. */
export function denyUnknownAction(action: string): AccessAnswer {
  const reason = reasons.reason('access.action_unknown', { facts: { action } });
  return {
    canAccess: false,
    reason,
    blockers: [reason],
    factors: [],
    trace: [finding('catalogue.declared', 'REQUIRE', { outcome: 'FAIL', reason })],
    validUntil: null,
    nextBecause: null,
    redacted: false,
  };
}
