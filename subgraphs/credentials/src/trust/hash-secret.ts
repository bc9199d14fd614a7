import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pepper } from '../settings.js';

/** What is kept of a secret. Without the pepper it confirms nothing. */
export interface HashedSecret {
  readonly secretHash: Buffer;
  readonly pepperKid: string;
}

/** Under the newest pepper that is in use. Throws when there is none: nothing may be issued without. */
export function hashSecret(secret: string, peppers: readonly Pepper[], now: Date): HashedSecret {
  const pepper = currentPepper(peppers, now);
  if (pepper === null) throw new Error('No pepper is in use: make the keys of credentials, or rotate them.');
  return { secretHash: digest(secret, pepper), pepperKid: pepper.kid };
}

/**
 * Compares in constant time, under the pepper that the hash names, current or retired. Without a hash to compare with it
 * does the same work and says no, so that an unknown reference takes as long as a wrong secret.
 */
export function isSecretOf(
  hashed: HashedSecret | null,
  secret: string,
  peppers: readonly Pepper[],
  now: Date,
): boolean {
  const pepper =
    hashed === null ? currentPepper(peppers, now) : (peppers.find((each) => each.kid === hashed.pepperKid) ?? null);
  if (pepper === null) return false;
  const computed = digest(secret, pepper);
  const stored = hashed?.secretHash ?? Buffer.alloc(computed.length);
  return stored.length === computed.length && timingSafeEqual(stored, computed) && hashed !== null;
}

function currentPepper(peppers: readonly Pepper[], now: Date): Pepper | null {
  const usable = peppers.filter(
    (pepper) => pepper.signFrom <= now && (pepper.acceptUntil === null || pepper.acceptUntil > now),
  );
  return [...usable].sort((a, b) => b.signFrom.getTime() - a.signFrom.getTime())[0] ?? null;
}

function digest(secret: string, pepper: Pepper): Buffer {
  return createHmac('sha256', pepper.key).update(secret, 'utf8').digest();
}
