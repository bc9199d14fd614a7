import { ASYMMETRIC_ALGORITHMS } from '@bailiwick/subgraph-host/issuer-keys';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';

export const LIFETIME_SECONDS_MAX = 24 * 3600;
export const SKEW_SECONDS = 5;

const TYPES = new Set(['jwt', 'at+jwt']);
const SUBJECT_LENGTH_MAX = 255;
const AUDIENCES_MAX = 20;

/** What a token says of itself, of the right shape and at the right time. Nothing of it is believed before its signature is. */
export interface PresentedToken {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly subject: string;
  readonly expiresAt: Date;
  /** Whether the issuer says that more than one factor was used (RFC 8176). */
  readonly multiFactor: boolean;
}

/** Why a token is not accepted; for the log, never for the caller. */
export class SubjectTokenRefused extends Error {
  override readonly name = 'SubjectTokenRefused';
}

export function readPresentedToken(token: string, now: Date): PresentedToken {
  const { header, payload } = decode(token);
  checkHeader(header);
  const times = checkTimes(payload, now);
  const { iss, aud, sub, amr } = payload;
  if (typeof iss !== 'string' || iss === '') throw new SubjectTokenRefused('iss is not a string');
  // jose checks that sub is there, not that it is a string; an object or a number would make a link of its own.
  if (typeof sub !== 'string' || sub === '' || sub.length > SUBJECT_LENGTH_MAX)
    throw new SubjectTokenRefused('sub is not a usable string');
  if ('cnf' in payload) throw new SubjectTokenRefused('the token is bound to a key whose proof is not checked here');
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  if (audiences.length === 0 || audiences.length > AUDIENCES_MAX)
    throw new SubjectTokenRefused('aud is missing or too long');
  return {
    issuer: iss,
    audiences,
    subject: sub,
    expiresAt: times.expiresAt,
    multiFactor: Array.isArray(amr) && amr.includes('mfa'),
  };
}

function decode(token: string): { readonly header: ProtectedHeaderParameters; readonly payload: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
  } catch {
    throw new SubjectTokenRefused('not a JWT');
  }
}

/** RFC 8725, section 3.11: a token made for something else, a logout or a security event, is no sign-in. */
function checkHeader({ alg, typ }: ProtectedHeaderParameters): void {
  if (alg === undefined || !ASYMMETRIC_ALGORITHMS.includes(alg)) throw new SubjectTokenRefused('alg is not allowed');
  if (typ !== undefined && !TYPES.has(typ.toLowerCase().replace(/^application\//, '')))
    throw new SubjectTokenRefused('typ is not allowed');
}

function checkTimes({ exp, iat }: JWTPayload, now: Date): { readonly expiresAt: Date } {
  if (typeof exp !== 'number' || typeof iat !== 'number') throw new SubjectTokenRefused('exp or iat is missing');
  const seconds = now.getTime() / 1000;
  if (exp <= seconds) throw new SubjectTokenRefused('expired');
  if (iat > seconds + SKEW_SECONDS) throw new SubjectTokenRefused('issued in the future');
  if (exp - iat > LIFETIME_SECONDS_MAX) throw new SubjectTokenRefused('it lives too long');
  return { expiresAt: new Date(exp * 1000) };
}
