import { randomBytes } from 'node:crypto';
import type { Environment } from '../domain/machine-identity.js';
import { formatKey, hintOf, referenceFrom, SECRET_BYTES } from '../domain/secret-format.js';
import type { Pepper } from '../settings.js';
import { hashSecret, type HashedSecret } from './hash-secret.js';

/** A key that exists twice: as the text that is shown once, and as the hash that is kept. */
export interface NewKey extends HashedSecret {
  readonly secret: string;
  readonly reference: string;
  readonly hint: string;
}

/** The only place where a secret is made, and only when somebody asked for it: the system never makes one by itself. */
export function newKey(environment: Environment, peppers: readonly Pepper[], now: Date): NewKey {
  const reference = referenceFrom(randomBytes(64));
  const secret = formatKey(environment, reference, randomBytes(SECRET_BYTES));
  return { secret, reference, hint: hintOf(secret), ...hashSecret(secret, peppers, now) };
}
