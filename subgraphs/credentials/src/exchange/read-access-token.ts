import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { acceptedJwks } from '@bailiwick/transaction-token';
import { z } from 'zod';
import type { TokenEndpointSettings } from '../settings.js';

/** A token that we signed and that has not expired. Whether it still counts, its row says. */
export interface ReadAccessToken {
  readonly text: string;
  readonly jti: string;
  readonly clientId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** `cnf.jkt`: every use must prove this key. */
  readonly boundTo: string | null;
}

const SKEW_SECONDS = 5;
const LIFETIME_SECONDS_MAX = 300;

const claims = z.object({
  jti: z.string().min(1).max(64),
  sub: z.string().min(1),
  client_id: z.uuid(),
  iat: z.number().int(),
  exp: z.number().int(),
  cnf: z.object({ jkt: z.string() }).optional(),
});

/**
 * RFC 9068, section 4: type, issuer, audience, signature by a key of this ring alone, times. A lifetime beyond ours is
 * not ours, whoever signed it. Null for whatever is no such token.
 */
export async function readAccessToken(
  text: string,
  { issuer, audience, keys }: TokenEndpointSettings,
  now: Date,
): Promise<ReadAccessToken | null> {
  try {
    const { payload } = await jwtVerify(text, createLocalJWKSet(acceptedJwks(keys(), now)), {
      algorithms: ['EdDSA'],
      typ: 'at+jwt',
      issuer,
      audience,
      clockTolerance: SKEW_SECONDS,
      currentDate: now,
    });
    const { jti, client_id: clientId, iat, exp, cnf, sub } = claims.parse(payload);
    if (sub !== clientId || exp - iat > LIFETIME_SECONDS_MAX) return null;
    const [issuedAt, expiresAt] = [new Date(iat * 1000), new Date(exp * 1000)];
    return { text, jti, clientId, issuedAt, expiresAt, boundTo: cnf?.jkt ?? null };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null;
    throw error;
  }
}
