import { createHmac, randomBytes } from 'node:crypto';

export interface Place {
  readonly home: string;
  readonly credentialId: string;
}

/**
 * Where the holders of secrets are at home, and which credential is theirs, so that one who comes again is not looked for again. Found by the whole secret alone:
 * who guesses, or has only the reference, is looked for as long as for one that nobody has. It says where to look and nothing
 * else: the secret is compared and everything is read there each time.
 */
export interface HomeMemory {
  readonly recall: (secret: string) => Place | null;
  readonly remember: (secret: string, place: Place) => void;
}

const SECRETS_MAX = 50_000;

/** Keyed with a key that dies with the process: what is kept in memory confirms nothing to whoever reads it. */
export function createHomeMemory(): HomeMemory {
  const key = randomBytes(32);
  const places = new Map<string, Place>();
  const digest = (secret: string): string => createHmac('sha256', key).update(secret).digest('base64');
  return {
    recall: (secret) => places.get(digest(secret)) ?? null,
    remember: (secret, place) => {
      if (places.size >= SECRETS_MAX) places.clear();
      places.set(digest(secret), place);
    },
  };
}
