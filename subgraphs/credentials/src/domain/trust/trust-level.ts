import { TRUST_LEVELS, type TrustLevel } from '@bailiwick/decision';
import { rotationDueAt } from '../credential.js';
import { activeStewards } from '../stewards.js';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import { shownRuntime } from './runtime-link.js';
import type { TrustFacts } from './trust-facts.js';

export interface TrustFactor {
  readonly name: string;
  readonly level: TrustLevel;
  readonly because: string;
}

/** A level explains itself: the weakest factor caps it, and `raiseBy` says what would lift that factor. */
export interface TrustAssessment {
  readonly level: TrustLevel;
  readonly factors: readonly TrustFactor[];
  readonly cappedBy: TrustFactor;
  readonly raiseBy: readonly string[];
}

type AssessedFacts = Pick<
  TrustFacts,
  'credential' | 'stewards' | 'boundRuntimes' | 'address' | 'assumedRuntimeId' | 'knowersLeft'
>;

/** Proof of possession has no factor here yet: an API key is a bearer secret, whoever holds it is believed. */
export function assessTrust(facts: AssessedFacts, now: Date): TrustAssessment {
  const rated = [proofFactor(), runtimeFactor(facts), ownershipFactor(facts), hygieneFactor(facts, now)];
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
  const evidence = trust.factors.map((factor) => `${factor.name} ${factor.level}: ${factor.because}`);
  if (meets(trust.level, required))
    return pass('TRUST_LEVEL', 'credentials.trusted_enough', { level: trust.level, required }, evidence);
  const explained = { level: trust.level, required, cappedBy: trust.cappedBy.name, raiseBy: trust.raiseBy.join(' ') };
  return fail('TRUST_LEVEL', 'credentials.trust_too_low', { facts: explained }, evidence);
}

interface RatedFactor extends TrustFactor {
  readonly raise: string;
}

const NO_PROOF: RatedFactor = {
  name: 'proof',
  level: 'T0_NONE',
  because: 'Nothing was proven.',
  raise: 'Present a credential.',
};

function proofFactor(): RatedFactor {
  return {
    name: 'proof',
    level: 'T1_BEARER',
    because: 'An API key is a bearer secret: whoever holds it is believed.',
    raise: 'Use a credential that proves possession of a key.',
  };
}

function runtimeFactor(facts: AssessedFacts): RatedFactor {
  const runtime = shownRuntime(facts);
  if (runtime === null)
    return {
      name: 'runtime',
      level: 'T1_BEARER',
      because: 'No runtime was shown.',
      raise: 'Bind the credential to a registered runtime and call from it.',
    };
  return {
    name: 'runtime',
    level: 'T2_BOUND',
    because: `Called from the runtime ${runtime.name}.`,
    raise: 'Let the runtime attest its workloads.',
  };
}

function ownershipFactor({ stewards }: AssessedFacts): RatedFactor {
  const active = activeStewards(stewards).length;
  if (active === 0)
    return {
      name: 'ownership',
      level: 'T0_NONE',
      because: 'No active steward.',
      raise: 'Name an active member as steward.',
    };
  if (active === 1)
    return { name: 'ownership', level: 'T2_BOUND', because: 'One active steward.', raise: 'Name a second steward.' };
  return {
    name: 'ownership',
    level: 'T3_ATTESTED',
    because: `${active} active stewards.`,
    raise: 'Ownership needs nothing more.',
  };
}

function hygieneFactor({ credential, knowersLeft }: AssessedFacts, now: Date): RatedFactor {
  const due = credential === null ? null : rotationDueAt(credential);
  const raise = 'Issue a successor, move the callers, revoke this one.';
  if (knowersLeft > 0)
    return { name: 'hygiene', level: 'T1_BEARER', because: 'Somebody who has seen the secret has left.', raise };
  if (due !== null && due <= now)
    return { name: 'hygiene', level: 'T1_BEARER', because: `Rotation was due on ${due.toISOString()}.`, raise };
  return {
    name: 'hygiene',
    level: 'T3_ATTESTED',
    because: 'Rotation is not overdue, and everybody who has seen the secret is still here.',
    raise: 'Hygiene needs nothing more.',
  };
}

function rank(level: TrustLevel): number {
  return TRUST_LEVELS.indexOf(level);
}
