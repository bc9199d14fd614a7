import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify, type JWK } from 'jose';
import { z } from 'zod';
import { decideClientKey } from '../domain/client-key.js';
import type { DpopEvidence } from './evidence.js';

/** A proof as the gateway carried it: with the method and the URL that the gateway itself knows, not what a client says. */
export interface CarriedProof {
  readonly proof: string;
  readonly method: string;
  readonly url: string;
}

const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256'];
/** A proof made longer ago, or ahead, was made for something else. */
export const PROOF_AGE_SECONDS_MAX = 60;

const claims = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string(),
});

/** RFC 9449, section 4.3, but for the replay, which only the database can tell. */
export async function checkDpop(carried: CarriedProof | null, accessToken: string, now: Date): Promise<DpopEvidence> {
  if (carried === null) return { state: 'NONE' };
  try {
    const { payload, protectedHeader } = await jwtVerify(carried.proof, EmbeddedJWK, {
      algorithms: ALGORITHMS,
      typ: 'dpop+jwt',
      currentDate: now,
    });
    const proof = claims.parse(payload);
    const isOurs =
      Math.abs(now.getTime() / 1000 - proof.iat) <= PROOF_AGE_SECONDS_MAX &&
      proof.htm === carried.method &&
      plainUrl(proof.htu) === plainUrl(carried.url) &&
      proof.ath === createHash('sha256').update(accessToken).digest('base64url');
    if (!isOurs || !decideClientKey(protectedHeader.jwk).allowed) return { state: 'INVALID' };
    return await proven(protectedHeader.jwk, proof);
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof TypeError)
      return { state: 'INVALID' };
    throw error;
  }
}

async function proven(jwk: JWK | undefined, { jti, iat }: z.output<typeof claims>): Promise<DpopEvidence> {
  if (jwk === undefined) return { state: 'INVALID' };
  const thumbprint = await calculateJwkThumbprint(jwk);
  const digest = createHash('sha256').update(`dpop ${thumbprint} ${jti}`).digest();
  return { state: 'PROVEN', thumbprint, digest, expiresAt: new Date((iat + PROOF_AGE_SECONDS_MAX + 1) * 1000) };
}

/** Without query and fragment, in the form that URLs are compared in (section 4.3, number 9). */
function plainUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}
