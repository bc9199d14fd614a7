import type { Credential } from '../credential.js';
import { isWithin } from '../network.js';
import type { Attestation } from '../proof-kind.js';
import type { Runtime } from '../runtime.js';
import type { CodeOf } from './link-codes.js';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import { isAttestedBy, isFresh, showRuntime, type ShownBy } from './shown-runtime.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'RUNTIME';

/** Is it used from where it may be? A stolen key is worth little elsewhere. */
export function decideRuntimeLink(facts: TrustFacts, now: Date): LinkAnswer {
  const { credential, address } = facts;
  if (credential === null) return notEvaluated(LINK);
  const shown = showRuntime(facts);
  const runtime = shown?.runtime ?? null;
  const from = address === null ? 'no address was given' : `address ${address}`;
  const evidence = shown === null ? [from] : [from, `runtime ${shown.runtime.name}`, `shown by ${WORDS[shown.by]}`];
  for (const refuse of REFUSALS) {
    const refused = refuse({ facts, credential, runtime, now });
    if (refused !== null) return fail(LINK, refused.code, { facts: refused.facts ?? {} }, evidence);
  }
  if (runtime === null) return pass(LINK, 'credentials.runtime_unbound', {}, evidence);
  return pass(LINK, 'credentials.runtime_shown', { runtime: runtime.name }, evidence);
}

const WORDS: Readonly<Record<ShownBy, string>> = {
  ATTESTATION: 'an attested workload token',
  INSTANCE_KEY: 'the key of an instance',
  ADDRESS: 'its address',
  ASSUMPTION: 'assumption',
};

interface Place {
  readonly facts: TrustFacts;
  readonly credential: Credential;
  /** Where the caller is shown to be. */
  readonly runtime: Runtime | null;
  readonly now: Date;
}

interface Refused {
  readonly code: CodeOf<'RUNTIME'>;
  readonly facts?: Readonly<Record<string, string>>;
}

/** In the order in which they are said. */
const REFUSALS: readonly ((place: Place) => Refused | null)[] = [
  outsideBinding,
  inLockedPlace,
  withStaleAttestation,
  withForeignKey,
  outsideNetworks,
  inOtherEnvironment,
  asCopy,
];

/** A runtime without networks is shown by nothing but its attestors: who brought no attestation is told so. */
function outsideBinding({ facts, credential, runtime }: Place): Refused | null {
  if (credential.runtimeIds.length === 0 || runtime !== null) return null;
  const mustAttest = facts.boundRuntimes.some((bound) => bound.networks.length === 0 && bound.attestors.length > 0);
  const isUnattested = facts.attestation === null && mustAttest;
  return { code: isUnattested ? 'credentials.runtime_unattested' : 'credentials.runtime_not_bound' };
}

/** An instance stays locked wherever its key turns up. */
function inLockedPlace({ facts: { instance }, runtime }: Place): Refused | null {
  const code = 'credentials.runtime_locked';
  if (runtime !== null && runtime.state !== 'ACTIVE')
    return { code, facts: { locked: `runtime ${runtime.name} is ${runtime.state.toLowerCase()}` } };
  return instance?.locked === true ? { code, facts: { locked: `instance ${instance.id} is locked` } } : null;
}

/** What the attestors of the runtime said. Whoever else vouches for a workload may have made it up. */
function attestationOf({ facts: { attestation }, runtime }: Place): Attestation | null {
  return runtime !== null && attestation !== null && isAttestedBy(runtime, attestation) ? attestation : null;
}

function withStaleAttestation(place: Place): Refused | null {
  const attestation = attestationOf(place);
  if (attestation === null || isFresh(attestation, place.now)) return null;
  return { code: 'credentials.attestation_stale', facts: { at: attestation.at.toISOString() } };
}

/** The caller is shown to be in one runtime, by a key that is at home in another. */
function withForeignKey({ facts: { instance }, runtime }: Place): Refused | null {
  if (runtime === null || instance === null || instance.runtimeId === runtime.id) return null;
  return { code: 'credentials.runtime_key_mismatch', facts: { runtime: runtime.name } };
}

function outsideNetworks({ facts: { address }, credential: { networks } }: Place): Refused | null {
  const isAllowed = networks.length === 0 || (address !== null && isWithin(address, networks));
  return isAllowed ? null : { code: 'credentials.network_not_allowed' };
}

function inOtherEnvironment({ credential: { environment }, runtime }: Place): Refused | null {
  if (runtime === null || runtime.environment === environment) return null;
  const facts = { runtime: runtime.name, runtimeEnvironment: runtime.environment, environment };
  return { code: 'credentials.runtime_environment', facts };
}

/** Which of the two has the copy is not known, so neither is trusted from then on: see the lock that follows. */
function asCopy(place: Place): Refused | null {
  const attestation = attestationOf(place);
  if (attestation === null || place.facts.instance?.isSuperseded !== true) return null;
  return { code: 'credentials.clone_suspected', facts: { process: attestation.process ?? 'not named' } };
}
