import type { KeyObject } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';

/** One of a minter's Ed25519 keys. They sign Txn-Tokens and nothing else. */
export interface TokenSigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
  /** Published at once, used for signing only from here on: by then every verifier has fetched it. */
  readonly signFrom: Date;
  /** Null until the key is rotated out. */
  readonly acceptUntil: Date | null;
}

/** The keys as they are now. Asked again for every token, so that a rotation needs no restart. */
export type TokenSigningKeys = () => readonly TokenSigningKey[];

/** The newest key that may sign now, or null. */
export function keyToSignWith(keys: readonly TokenSigningKey[], now: Date): TokenSigningKey | null {
  const usable = keys.filter((key) => key.signFrom <= now && isAccepted(key, now));
  return usable.toSorted((a, b) => b.signFrom.getTime() - a.signFrom.getTime())[0] ?? null;
}

/** Every key that a verifier may meet from now on, those that do not sign yet included. */
export function acceptedJwks(keys: readonly TokenSigningKey[], now: Date): JSONWebKeySet {
  return { keys: keys.filter((key) => isAccepted(key, now)).map((key) => publicPart(key)) };
}

/** Picked member by member: whatever else the key file's author put into the JWK stays there. */
function publicPart({ kid, publicJwk }: TokenSigningKey): JWK {
  return {
    kty: 'OKP',
    crv: 'Ed25519',
    ...(publicJwk.x !== undefined && { x: publicJwk.x }),
    kid,
    alg: 'EdDSA',
    use: 'sig',
  };
}

function isAccepted(key: TokenSigningKey, now: Date): boolean {
  return key.acceptUntil === null || now < key.acceptUntil;
}
