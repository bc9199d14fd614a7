import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { allow, type Decision } from '@bailiwick/decision';
import { invalid } from './problem.js';

/** A client's public key as it is kept: only what verification needs, under its own thumbprint. */
export interface ClientKey {
  readonly publicJwk: Readonly<Record<string, string>>;
  /** RFC 7638. */
  readonly thumbprint: string;
}

const RSA_BITS_MIN = 2048;
/** A longer modulus verifies for seconds: a key would be a way to keep us busy. */
const RSA_BITS_MAX = 4096;
const EXPONENT_MIN = 65_537n;
const CURVES = ['P-256', 'P-384', 'P-521'];
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const PATH = ['publicJwk'];

/**
 * Whoever holds the private key is the machine, so it must not be guessable from the public one, and must never have been
 * sent to us: a JWK with a private part is refused, not cleaned.
 */
export function decideClientKey(jwk: unknown): Decision<ClientKey, 'credentials.invalid_input'> {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk))
    return invalid(PATH, 'A public key is a JWK: an object with kty and its members.');
  const members: Readonly<Record<string, unknown>> = { ...jwk };
  if (PRIVATE_MEMBERS.some((member) => members[member] !== undefined))
    return invalid(
      PATH,
      'This JWK has private parts, which are to be seen by nobody: make a new pair, send the public one.',
    );
  const key = publicKeyOf(members);
  if (key === null) return invalid(PATH, 'This is not the JWK of a public key.');
  const problem = weaknessOf(key);
  if (problem !== null) return invalid(PATH, problem);
  const publicJwk = stringMembers(key.export({ format: 'jwk' }));
  return allow({ publicJwk, thumbprint: thumbprintOf(publicJwk) });
}

/** The SHA-256 of the members that make the key, in the order of their names (RFC 7638, section 3). */
export function thumbprintOf(publicJwk: Readonly<Record<string, string>>): string {
  const canonical = JSON.stringify(Object.fromEntries(Object.entries(publicJwk).sort(([a], [b]) => (a < b ? -1 : 1))));
  return createHash('sha256').update(canonical).digest('base64url');
}

function publicKeyOf(jwk: Readonly<Record<string, unknown>>): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null; // a member is missing, or the point is not on its curve
  }
}

function weaknessOf(key: KeyObject): string | null {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength < RSA_BITS_MIN || modulusLength > RSA_BITS_MAX)
        return `An RSA key has ${RSA_BITS_MIN} to ${RSA_BITS_MAX} bits; this one has ${modulusLength}.`;
      return publicExponent < EXPONENT_MIN ? 'The public exponent of an RSA key is at least 65537.' : null;
    case 'ec':
      return CURVES.includes(String(key.export({ format: 'jwk' })['crv']))
        ? null
        : `An EC key is on ${CURVES.join(', ')}.`;
    case 'ed25519':
      return null;
    default:
      return 'A key is RSA, EC (P-256, P-384 or P-521) or Ed25519.';
  }
}

function stringMembers(jwk: object): Readonly<Record<string, string>> {
  const members = Object.entries(jwk).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(members);
}
