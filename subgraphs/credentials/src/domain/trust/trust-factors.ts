import type { TrustLevel } from '@bailiwick/decision';
import type { Credential } from '../credential.js';
import type { ProofKind } from '../proof-kind.js';
import { activeStewards } from '../stewards.js';
import { staleSecret } from './obligations.js';
import { isAttestedBy, isFresh, showRuntime } from './shown-runtime.js';
import type { TrustFacts } from './trust-facts.js';

export interface TrustFactor {
  readonly name: string;
  readonly level: TrustLevel;
  readonly because: string;
}

/** A factor with what would lift it. */
export interface RatedFactor extends TrustFactor {
  readonly raise: string;
}

export type AssessedFacts = Pick<
  TrustFacts,
  | 'credential'
  | 'identity'
  | 'stewards'
  | 'boundRuntimes'
  | 'address'
  | 'assumedRuntimeId'
  | 'knowersLeft'
  | 'proofKind'
  | 'attestation'
  | 'instance'
>;

export const NO_PROOF: RatedFactor = {
  name: 'proof',
  level: 'T0_NONE',
  because: 'Nothing was proven.',
  raise: 'Present a credential.',
};

export function rateFactors(facts: AssessedFacts, now: Date): readonly RatedFactor[] {
  return [
    proofFactor(facts),
    runtimeFactor(facts, now),
    ownershipFactor(facts),
    hygieneFactor(facts, now),
    signalsFactor(facts),
  ];
}

/**
 * Since when somebody else may have had the secret; null when nothing says so. A successor that is in use alone closes it:
 * what somebody may have had is then worth nothing.
 */
export function openSignal({
  state,
  suspiciousSince,
  rotatedAt,
}: Pick<Credential, 'state' | 'suspiciousSince' | 'rotatedAt'>): Date | null {
  const isReplaced = suspiciousSince !== null && rotatedAt !== null && rotatedAt > suspiciousSince;
  return isReplaced && state !== 'ROTATING' ? null : suspiciousSince;
}

const FEDERATE =
  'Let the workload’s own issuer vouch for it: use a federated credential, bound to a runtime that the issuer attests.';
const PROOFS: Readonly<Record<ProofKind, Pick<RatedFactor, 'level' | 'because' | 'raise'>>> = {
  BEARER: {
    level: 'T1_BEARER',
    because: 'It is a bearer secret: whoever holds it is believed.',
    raise: 'Use a credential that proves possession of a key.',
  },
  PRIVATE_KEY: {
    level: 'T2_BOUND',
    because: 'Possession of a private key was proven.',
    raise: FEDERATE,
  },
  DPOP: {
    level: 'T2_BOUND',
    because: 'Possession of the key that the token is bound to was proven.',
    raise: FEDERATE,
  },
  ATTESTED_WORKLOAD: {
    level: 'T3_ATTESTED',
    because: 'The issuer of a runtime that it is bound to vouches for the workload.',
    raise: 'Proof needs nothing more.',
  },
};

/**
 * Whoever issues a federated credential writes whose keys are believed, as they could bring a key pair of their own. Unless a
 * runtime that somebody registered names the same keys, the workload has proven possession of a key, and no more.
 */
const SELF_NAMED_KEYS: Omit<RatedFactor, 'name'> = {
  level: 'T2_BOUND',
  because: 'Keys that the credential itself names vouch for the workload; no runtime that it is bound to knows them.',
  raise: 'Bind the credential to a runtime that has its issuer, with the same keys, as an attestor.',
};

function proofFactor({ credential, proofKind, attestation, boundRuntimes }: AssessedFacts): RatedFactor {
  if (credential === null) return NO_PROOF;
  const isVouchedFor = attestation !== null && boundRuntimes.some((runtime) => isAttestedBy(runtime, attestation));
  const proof = proofKind === 'ATTESTED_WORKLOAD' && !isVouchedFor ? SELF_NAMED_KEYS : PROOFS[proofKind];
  return { name: 'proof', ...proof };
}

function runtimeFactor(facts: AssessedFacts, now: Date): RatedFactor {
  const name = 'runtime';
  const shown = showRuntime(facts);
  if (shown === null) {
    const raise = 'Bind the credential to a registered runtime and call from it.';
    return { name, level: 'T1_BEARER', because: 'No runtime was shown.', raise };
  }
  const { attestation } = facts;
  if (shown.by === 'ATTESTATION' && attestation !== null && isFresh(attestation, now)) {
    const because = `${attestation.issuer} vouched at ${attestation.at.toISOString()} that it runs in ${shown.runtime.name}.`;
    return { name, level: 'T3_ATTESTED', because, raise: 'The runtime needs nothing more.' };
  }
  const because = `Called from the runtime ${shown.runtime.name}.`;
  return { name, level: 'T2_BOUND', because, raise: 'Let the runtime attest its workloads.' };
}

function ownershipFactor({ identity, stewards }: AssessedFacts): RatedFactor {
  const name = 'ownership';
  const active = activeStewards(stewards).length;
  if (identity?.state === 'OWNER_GRACE') {
    const because = 'Its last steward left, and nobody has claimed it yet.';
    return { name, level: 'T1_BEARER', because, raise: 'Name an active member as steward.' };
  }
  if (active === 0)
    return { name, level: 'T0_NONE', because: 'No active steward.', raise: 'Name an active member as steward.' };
  if (active === 1) return { name, level: 'T2_BOUND', because: 'One active steward.', raise: 'Name a second steward.' };
  return { name, level: 'T3_ATTESTED', because: `${active} active stewards.`, raise: 'Ownership needs nothing more.' };
}

function hygieneFactor(facts: AssessedFacts, now: Date): RatedFactor {
  const name = 'hygiene';
  const stale = staleSecret(facts, now);
  if (stale !== null)
    return { name, level: 'T1_BEARER', because: stale, raise: 'Begin a rotation and move the callers.' };
  const because = 'Rotation is not overdue, and everybody who has seen the secret or holds its key is still here.';
  return { name, level: 'T3_ATTESTED', because, raise: 'Hygiene needs nothing more.' };
}

function signalsFactor({ credential }: AssessedFacts): RatedFactor {
  const name = 'signals';
  const since = credential === null ? null : openSignal(credential);
  if (since === null)
    return { name, level: 'T3_ATTESTED', because: 'Nothing suspicious is open.', raise: 'Nothing is to be cleared.' };
  const because = `Since ${since.toISOString()} somebody else may have the secret.`;
  return { name, level: 'T0_NONE', because, raise: 'Rotate the secret, or revoke the credential.' };
}
