import type { ReasonEntry } from '@bailiwick/decision';
import { inIntegrations } from './remedies.js';

/** What an owner must do, said beside an answer. None of them denies anything. */
export const OBLIGATION_REASONS = {
  'credentials.begin_rotation': {
    sentence: 'The secret must have a successor: {because}',
    remedy: inIntegrations('Begin a rotation and move the callers to the new secret.', 'credentials.credential.rotate'),
  },
  'credentials.rotation_due': {
    sentence: 'The secret is due for its successor on {dueAt}.',
    remedy: inIntegrations('Begin a rotation before then.', 'credentials.credential.rotate'),
  },
  'credentials.approve_rotation': {
    sentence: 'A new secret waits for a second person, and should not wait for long: {because}',
    remedy: inIntegrations(
      'Ask somebody else than who began the rotation to approve it.',
      'credentials.credential.approve',
    ),
  },
  'credentials.review_due': {
    sentence: 'The responsibility of this machine is to be reviewed by {reviewDueAt}; after that it is denied.',
    remedy: inIntegrations('Confirm that the responsibility is still needed.', 'credentials.machine.declare'),
  },
  'credentials.claim_ownership': {
    sentence: 'Nobody answers for this machine any more; unless somebody claims it by {graceEndsAt}, it is denied.',
    remedy: inIntegrations('Name an active member as steward.', 'credentials.machine.set_stewards'),
  },
  'credentials.more_stewards_needed': {
    sentence: 'This tenant wants {wanted} stewards for each machine, and {active} answers for this one.',
    remedy: inIntegrations('Name another active member as steward.', 'credentials.machine.set_stewards'),
  },
} as const satisfies Record<string, ReasonEntry>;
