import { matchesPattern } from '../pattern.js';
import { isWithin } from '../network.js';
import type { Attestation } from '../proof-kind.js';
import type { Runtime } from '../runtime.js';
import type { TrustFacts } from './trust-facts.js';

/** What a caller may show its runtime by, the strongest first. Headers show nothing. */
export type ShownBy = 'ATTESTATION' | 'INSTANCE_KEY' | 'ADDRESS' | 'ASSUMPTION';

export type ShowingFacts = Pick<
  TrustFacts,
  'boundRuntimes' | 'address' | 'assumedRuntimeId' | 'attestation' | 'instance'
>;

/** The runtime that the caller is shown to be in, among those the credential is bound to, and by what. */
export function showRuntime(facts: ShowingFacts): { readonly runtime: Runtime; readonly by: ShownBy } | null {
  const { boundRuntimes, address, assumedRuntimeId, attestation, instance } = facts;
  const ways: readonly (readonly [ShownBy, (runtime: Runtime) => boolean])[] = [
    ['ATTESTATION', (runtime) => attestation !== null && isAttestedBy(runtime, attestation)],
    ['INSTANCE_KEY', (runtime) => instance?.runtimeId === runtime.id],
    ['ADDRESS', (runtime) => address !== null && isWithin(address, runtime.networks)],
    ['ASSUMPTION', (runtime) => runtime.id === assumedRuntimeId],
  ];
  for (const [by, shows] of ways) {
    const runtime = boundRuntimes.find(shows);
    if (runtime !== undefined) return { runtime, by };
  }
  return null;
}

export function shownRuntime(facts: ShowingFacts): Runtime | null {
  return showRuntime(facts)?.runtime ?? null;
}

/**
 * Whether one of the runtime's attestors has vouched for such a workload, to an audience that it names. By its own keys: an
 * issuer's name can be written by anybody, and it is the credential, not the runtime, that says where its keys were read.
 */
export function isAttestedBy({ attestors }: Pick<Runtime, 'attestors'>, attestation: Attestation): boolean {
  const { issuer, jwksUri, subject, audiences } = attestation;
  return attestors.some(
    (attestor) =>
      attestor.issuer === issuer &&
      attestor.jwksUri === jwksUri &&
      audiences.includes(attestor.audience) &&
      matchesPattern(subject, attestor.subjectPattern),
  );
}

/** A workload's word is taken for so long: Kubernetes replaces its tokens after 48 minutes at the latest. */
export const ATTESTATION_FRESH_MINUTES = 60;

export function isFresh({ at }: Attestation, now: Date): boolean {
  return now.getTime() - at.getTime() <= ATTESTATION_FRESH_MINUTES * 60_000;
}
