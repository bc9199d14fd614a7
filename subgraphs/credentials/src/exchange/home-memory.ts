import { createHmac, randomBytes } from 'node:crypto';

/**
 * Where the holders of secrets are at home, so that one who comes again is not looked for again. Found by the whole secret alone:
 * who guesses, or has only the reference, is looked for as long as for one that nobody has. It says where to look and nothing
 * else: the secret is compared and everything is read there each time.
 */
export interface HomeMemory {
  readonly recall: (secret: string) => string | null;
  readonly remember: (secret: string, home: string) => void;
}

const SECRETS_MAX = 50_000;

/** Keyed with a key that dies with the process: what is kept in memory confirms nothing to whoever reads it. */
export function createHomeMemory(): HomeMemory {
  const key = randomBytes(32);
  const homes = new Map<string, string>();
  const digest = (secret: string): string => createHmac('sha256', key).update(secret).digest('base64');
  return {
    recall: (secret) => homes.get(digest(secret)) ?? null,
    remember: (secret, home) => {
      if (homes.size >= SECRETS_MAX) homes.clear();
      homes.set(digest(secret), home);
    },
  };
}
