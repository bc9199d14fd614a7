import { TRUST_LEVELS, type TrustLevel } from '@bailiwick/decision';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import { NO_PROOF, openSignal, rateFactors, type AssessedFacts, type TrustFactor } from './trust-factors.js';
import type { TrustFacts } from './trust-facts.js';

/** A level explains itself: the weakest factor caps it, and `raiseBy` says what would lift that factor. */
export interface TrustAssessment {
  readonly level: TrustLevel;
  readonly factors: readonly TrustFactor[];
  readonly cappedBy: TrustFactor;
  readonly raiseBy: readonly string[];
}

/** Supervision has no factor yet: nobody can approve single calls of an agent, so nothing reaches T4. */
export function assessTrust(facts: AssessedFacts, now: Date): TrustAssessment {
  const rated = rateFactors(facts, now);
  const [weakest = NO_PROOF] = [...rated].sort((a, b) => rank(a.level) - rank(b.level));
  return {
    level: weakest.level,
    factors: rated.map(({ name, level, because }) => ({ name, level, because })),
    cappedBy: { name: weakest.name, level: weakest.level, because: weakest.because },
    raiseBy: rated.filter((factor) => factor.level === weakest.level).map((factor) => factor.raise),
  };
}

export function meets(level: TrustLevel, required: TrustLevel): boolean {
  return rank(level) >= rank(required);
}

/** Enough trust for what is asked? Each action states the level that it needs. */
export function decideTrustLevel(facts: TrustFacts, required: TrustLevel, now: Date): LinkAnswer {
  if (facts.credential === null) return notEvaluated('TRUST_LEVEL');
  const trust = assessTrust(facts, now);
  const signal = openSignal(facts.credential);
  const evidence = trust.factors.map((factor) => `${factor.name} ${factor.level}: ${factor.because}`);
  if (signal !== null) return fail('TRUST_LEVEL', 'credentials.risk_signal', { since: signal }, evidence);
  if (meets(trust.level, required))
    return pass('TRUST_LEVEL', 'credentials.trusted_enough', { level: trust.level, required }, evidence);
  const explained = { level: trust.level, required, cappedBy: trust.cappedBy.name, raiseBy: trust.raiseBy.join(' ') };
  return fail('TRUST_LEVEL', 'credentials.trust_too_low', { facts: explained }, evidence);
}

function rank(level: TrustLevel): number {
  return TRUST_LEVELS.indexOf(level);
}
