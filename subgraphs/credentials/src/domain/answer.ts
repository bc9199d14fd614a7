import type { Reason } from '@bailiwick/decision';
import type { Credential, Knower } from './credential.js';
import type { TenantFact } from './facts.js';
import type { MachineIdentity, Steward } from './machine-identity.js';
import type { OwnershipChain } from './ownership-chain.js';
import type { MachinePolicy } from './policy.js';
import { reasons } from './reasons.js';
import type { Runtime } from './runtime.js';
import type { OwnerStandingFacts } from './trust/trust-facts.js';

/** Where an answer can be checked. Never empty: an answer that rests on nothing is a claim. */
export type Evidence = readonly [string, ...string[]];

/** One of the eight answers: a sentence, why it is so, and where that can be checked. */
export interface Answer {
  readonly text: string;
  readonly reason: Reason;
  readonly evidence: Evidence;
  /** What it lacks to answer the question. Null when it does. */
  readonly open: Open | null;
}

/** What an answer lacks, in words that follow a colon. */
export interface Open {
  readonly missing: string;
  /** What somebody can do about it. */
  readonly remedy: string;
  /** The field of an issuing's input that it is about. */
  readonly path: readonly string[];
}

export interface AnswerFacts {
  readonly credential: Credential;
  readonly identity: MachineIdentity;
  readonly chain: OwnershipChain;
  /** What each owner of the chain rests on, in its order. */
  readonly owners: readonly OwnerStandingFacts[];
  readonly stewards: readonly Steward[];
  readonly homeTenant: TenantFact | null;
  /** Those of the credential's runtimes that are there. */
  readonly runtimes: readonly Runtime[];
  readonly knowers: readonly Knower[];
  readonly decisionsRecorded: number;
  readonly policy: Pick<MachinePolicy, 'fourEyesActions'>;
}

export function answered(text: string, evidence: Evidence, open: Open | null = null): Answer {
  return { text, reason: reasons.reason('credentials.answered', { facts: { answer: text } }), evidence, open };
}

/** Null when it holds: the first of several that does not is found by `??`. */
export function openUnless(holds: boolean, open: Open): Open | null {
  return holds ? null : open;
}
