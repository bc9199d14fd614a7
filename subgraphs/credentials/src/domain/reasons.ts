import { registerReasons } from '@bailiwick/decision';
import { CREDENTIAL_REASONS } from './reasons-of-credentials.js';
import { OBLIGATION_REASONS } from './reasons-of-obligations.js';
import { LINK_REASONS } from './reasons-of-proof.js';
import { REACH_REASONS } from './reasons-of-reach.js';

/** Every code of this domain, with its sentence and its remedy. Codes are never renamed; sentences may be. */
export const reasons = registerReasons('credentials', {
  ...LINK_REASONS,
  ...REACH_REASONS,
  ...OBLIGATION_REASONS,
  ...CREDENTIAL_REASONS,
});

export type CredentialsCode = (typeof reasons.codes)[number];
