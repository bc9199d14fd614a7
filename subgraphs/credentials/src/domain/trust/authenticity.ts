import { fail, pass, type LinkAnswer } from './link.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'AUTHENTICITY';

/** Is this the secret that was issued? The first question, because every other answer is about whoever holds it. */
export function decideAuthenticity({ proof, credential, hostEnvironment }: TrustFacts): LinkAnswer {
  const evidence = credential === null ? [] : [`credential ${credential.hint}`];
  if (proof === 'MALFORMED') return fail(LINK, 'credentials.credential_malformed');
  if (proof === 'WRONG_ENVIRONMENT' || (credential !== null && credential.environment !== hostEnvironment)) {
    const presented = hostEnvironment === 'live' ? 'test' : 'live';
    return fail(LINK, 'credentials.wrong_environment', { facts: { presented, expected: hostEnvironment } }, evidence);
  }
  if (proof === 'UNKNOWN' || credential === null) return fail(LINK, 'credentials.credential_unknown');
  if (proof === 'MISMATCHED') return fail(LINK, 'credentials.secret_mismatch', {}, evidence);
  return pass(LINK, proof === 'ASSUMED' ? 'credentials.proof_assumed' : 'credentials.proof_matched', {}, evidence);
}
