import type { Domain, Reason } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import type { Check, Fact } from './check.js';

export type RuleOutcome = 'PASS' | 'FAIL' | 'UNKNOWN' | 'NOT_APPLICABLE';

/** What a rule is there for: to forbid, to require, or to permit what would otherwise be denied. */
export type RuleEffect = 'FORBID' | 'REQUIRE' | 'PERMIT';

/** How old the fact is that a rule looked at. */
export interface Freshness {
  readonly source: string;
  readonly version: number;
  readonly asOf: Date | null;
}

/** One line of the trace: what the rule found, in the words of whoever owns the reason. */
export interface RuleResult {
  readonly rule: string;
  readonly effect: RuleEffect;
  readonly outcome: RuleOutcome;
  readonly owner: Domain;
  readonly reason: Reason;
  /** What led there: role names, a duty. */
  readonly via: readonly string[];
  readonly fact: Freshness | null;
}

/** A small pure function about one thing. */
export type Rule = (check: Check) => RuleResult;

interface Finding {
  readonly outcome: RuleOutcome;
  readonly reason: Reason;
  readonly via?: readonly string[];
}

export function finding(rule: string, effect: RuleEffect, found: Finding, fact: Freshness | null = null): RuleResult {
  return {
    rule,
    effect,
    outcome: found.outcome,
    owner: found.reason.owner,
    reason: found.reason,
    via: found.via ?? [],
    fact,
  };
}

export function notApplicable(rule: string, effect: RuleEffect, check: Check): RuleResult {
  const reason = reasons.reason('access.not_applicable', { facts: { action: check.action.name } });
  return finding(rule, effect, { outcome: 'NOT_APPLICABLE', reason });
}

/** How a rule reads one fact: which domain tells it, and what it is about, in words for the refusal. */
interface FactReading {
  readonly rule: string;
  readonly effect: RuleEffect;
  readonly source: string;
  readonly what: string;
}

/**
 * Applies a rule to a fact that is fresh enough for the action. A fact never heard of, or older than the action
 * accepts, is no ground for a yes: the answer is UNKNOWN, which denies and says whom to look after.
 */
export function onFact<Value>(
  check: Check,
  reading: FactReading,
  fact: Fact<Value> | null,
  judge: (value: Value) => Finding,
): RuleResult {
  const { rule, effect, source, what } = reading;
  if (fact === null) {
    return finding(rule, effect, {
      outcome: 'UNKNOWN',
      reason: reasons.reason('access.fact_unknown', { facts: { source, what } }),
    });
  }
  const freshness = { source: fact.source, version: fact.version, asOf: fact.heardAt };
  if (!isFresh(fact, check)) {
    return finding(
      rule,
      effect,
      { outcome: 'UNKNOWN', reason: staleReason(check, source, what, fact.heardAt) },
      freshness,
    );
  }
  return finding(rule, effect, judge(fact.value), freshness);
}

function isFresh(fact: Fact<unknown>, check: Check): boolean {
  if (fact.heardAt === null) return false;
  return check.now.getTime() - fact.heardAt.getTime() <= check.action.stalenessSeconds * 1000;
}

function staleReason(check: Check, source: string, what: string, since: Date | null): Reason {
  const facts = { source, what, action: check.action.name, limitSeconds: check.action.stalenessSeconds };
  return reasons.reason('access.fact_stale', { facts, since });
}
