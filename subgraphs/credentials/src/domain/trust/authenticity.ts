import { fail, pass, type LinkAnswer } from './link.js';
import type { CodeOf } from './link-codes.js';
import type { Proof, TrustFacts } from './trust-facts.js';

const LINK = 'AUTHENTICITY';

/** What was wrong with the proof of a credential that exists. */
const REFUSED = {
  MISMATCHED: 'credentials.secret_mismatch',
  MISSING: 'credentials.proof_missing',
  INVALID: 'credentials.proof_invalid',
  REPLAYED: 'credentials.proof_replayed',
  ISSUER_UNTRUSTED: 'credentials.issuer_untrusted',
  ASSERTION_AUDIENCE: 'credentials.assertion_audience',
} as const satisfies Partial<Record<Proof, CodeOf<'AUTHENTICITY'>>>;

/** Is this the secret that was issued? The first question, because every other answer is about whoever holds it. */
export function decideAuthenticity({ proof, credential, hostEnvironment }: TrustFacts): LinkAnswer {
  const evidence = credential === null ? [] : [`credential ${credential.hint}`];
  if (proof === 'MALFORMED') return fail(LINK, 'credentials.credential_malformed');
  if (proof === 'WRONG_ENVIRONMENT' || (credential !== null && credential.environment !== hostEnvironment)) {
    const presented = hostEnvironment === 'live' ? 'test' : 'live';
    return fail(LINK, 'credentials.wrong_environment', { facts: { presented, expected: hostEnvironment } }, evidence);
  }
  if (proof === 'UNKNOWN' || credential === null) return fail(LINK, 'credentials.credential_unknown');
  const code = isRefused(proof) ? REFUSED[proof] : null;
  if (code !== null) return fail(LINK, code, {}, evidence);
  return pass(LINK, proof === 'ASSUMED' ? 'credentials.proof_assumed' : 'credentials.proof_matched', {}, evidence);
}

function isRefused(proof: Proof): proof is keyof typeof REFUSED {
  return proof in REFUSED;
}
