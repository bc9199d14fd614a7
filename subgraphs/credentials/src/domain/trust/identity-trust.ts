import { isExpired, isUsable, type Credential } from '../credential.js';
import { assessTrust, meets, type TrustAssessment } from './trust-level.js';
import type { AssessedFacts } from './trust-factors.js';

/** Could it be presented today, as far as it goes? */
export function isGoodNow(credential: Credential, now: Date): boolean {
  return isUsable(credential.state) && credential.notBefore <= now && !isExpired(credential, now);
}

/**
 * A machine is trusted as far as the best of what it can show today, for nothing keeps it from showing that. The one that it
 * would be by is not lifted by the others: their factors are never mixed. With nothing to show, nothing is proven.
 */
export function assessIdentity(
  shown: readonly AssessedFacts[],
  nothing: Pick<AssessedFacts, 'identity' | 'stewards'>,
  now: Date,
): TrustAssessment {
  const [first, ...others] = shown.map((facts) => assessTrust(facts, now));
  if (first === undefined) return assessTrust({ ...NOTHING_SHOWN, ...nothing }, now);
  return others.reduce((best, next) => (meets(best.level, next.level) ? best : next), first);
}

const NOTHING_SHOWN = {
  credential: null,
  boundRuntimes: [],
  address: null,
  assumedRuntimeId: null,
  knowersLeft: 0,
  proofKind: 'BEARER',
  attestation: null,
  instance: null,
} as const;
