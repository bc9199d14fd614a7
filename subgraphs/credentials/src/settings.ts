import type { KeyObject } from 'node:crypto';
import { setting } from '@bailiwick/config';
import { z } from 'zod';
import { ENVIRONMENTS, type Environment } from './domain/machine-identity.js';

/** A key under which secrets are hashed. Kept outside the database, as long as a hash names it. */
export interface Pepper {
  readonly kid: string;
  readonly key: KeyObject;
  readonly signFrom: Date;
  readonly acceptUntil: Date | null;
}

export interface CredentialsSettings {
  /** A test key never works at a live host, nor the reverse. */
  readonly environment: Environment;
  /** Live, so that a rotation needs no restart. */
  readonly peppers: () => readonly Pepper[];
}

const settings = z.object({
  environment: z.enum(ENVIRONMENTS).default('live'),
  peppers: z.custom<CredentialsSettings['peppers']>((value) => typeof value === 'function', 'must answer the peppers'),
});

/** What this domain reads from the environment, beside what every domain does. */
export const credentialsEnvironment = z.object({
  CREDENTIALS_ENVIRONMENT: setting(
    z.enum(ENVIRONMENTS).default('live'),
    'Which machine keys this installation takes, bwk_live_… or bwk_test_…, never both.',
  ),
});

/** What `main.ts` joined. Throws at start-up, naming what is missing. */
export function readSettings(given: unknown): CredentialsSettings {
  return settings.parse(given);
}
