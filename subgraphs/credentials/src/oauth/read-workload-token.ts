import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { ASYMMETRIC_ALGORITHMS, KeysUnreachable, type KeySets } from '@bailiwick/subgraph-host/issuer-keys';
import type { Federation } from '../domain/credential.js';
import { matchesPattern } from '../domain/pattern.js';
import type { Attestation } from '../domain/proof-kind.js';
import type { Proof } from '../domain/trust/trust-facts.js';
import { processOf } from './process-of.js';

const SKEW_SECONDS = 5;
/** Clusters and CI systems give theirs out for minutes to an hour; a day would be a password. */
const LIFETIME_SECONDS_MAX = 24 * 3600;

export type WorkloadToken = { readonly attestation: Attestation } | { readonly refused: Proof };

/**
 * Another issuer's word about a workload (RFC 7523, section 3): from the issuer that the credential trusts, for the audience
 * that it names, about a subject that it expects. What says otherwise of itself is refused before its issuer is asked.
 * Throws `KeysUnreachable`.
 */
export async function readWorkloadToken(
  token: string,
  { issuer, audience, subjectPattern, jwksUri }: Federation,
  keySets: KeySets,
  now: Date,
): Promise<WorkloadToken> {
  const claimed = claimsOf(token);
  if (claimed === null) return { refused: 'INVALID' };
  const audiences = [claimed.aud ?? []].flat();
  if (claimed.iss !== issuer) return { refused: 'ISSUER_UNTRUSTED' };
  if (!audiences.includes(audience)) return { refused: 'ASSERTION_AUDIENCE' };
  try {
    const { payload } = await jwtVerify(token, keySets.keyOf({ issuer, jwksUri }), {
      algorithms: [...ASYMMETRIC_ALGORITHMS],
      issuer,
      audience,
      clockTolerance: SKEW_SECONDS,
      currentDate: now,
    });
    return judgeClaims(payload, { issuer, jwksUri, audiences, subjectPattern }, now);
  } catch (error) {
    if (error instanceof errors.JWKSTimeout) throw new KeysUnreachable('no answer in time');
    if (!(error instanceof errors.JOSEError)) throw error;
    return { refused: isOfSignature(error) ? 'ISSUER_UNTRUSTED' : 'INVALID' };
  }
}

interface Expected {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly audiences: readonly string[];
  readonly subjectPattern: string;
}

/** jose checks that times are there and how they lie, not how long a token lives, nor that a subject is a text. */
function judgeClaims(payload: JWTPayload, expected: Expected, now: Date): WorkloadToken {
  const { sub, iat, exp } = payload;
  if (typeof iat !== 'number' || typeof exp !== 'number') return { refused: 'INVALID' };
  if (exp - iat > LIFETIME_SECONDS_MAX || iat > now.getTime() / 1000 + SKEW_SECONDS) return { refused: 'INVALID' };
  const { issuer, jwksUri, audiences, subjectPattern } = expected;
  if (typeof sub !== 'string' || !matchesPattern(sub, subjectPattern)) return { refused: 'ISSUER_UNTRUSTED' };
  const at = new Date(iat * 1000);
  return { attestation: { issuer, jwksUri, subject: sub, audiences, at, process: processOf(payload) } };
}

function isOfSignature(error: errors.JOSEError): boolean {
  return error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;
}

function claimsOf(token: string) {
  try {
    return decodeJwt(token);
  } catch {
    return null;
  }
}
