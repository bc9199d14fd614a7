import { metIn, type ReasonEntry } from '@bailiwick/decision';
import { inIntegrations } from './remedies.js';

/** What a person's leaving leaves behind on record, and what the section says of it. */
const LEAVING = {
  'credentials.covered': { sentence: 'A steward left, and others answer for this machine.' },
  'credentials.ownership_offered': { sentence: 'Offered to another owner, who has not accepted yet.' },
  'credentials.ownership_accepted': { sentence: 'Its new owner, or a successor, accepted to answer for it.' },
  'credentials.knower_left': {
    sentence: 'Somebody who has seen the secret or holds its key left, so it is being replaced.',
    remedy: inIntegrations('Begin a rotation and move the callers.', 'credentials.credential.rotate'),
  },
  'credentials.machines_in_grace': {
    sentence: '{count} machine identities wait for somebody to claim them, and stop when the days of grace end.',
    remedy: inIntegrations('Name an active member as steward of each.', 'credentials.machine.set_stewards'),
  },
  'credentials.reviews_overdue': {
    sentence: 'The responsibility of {count} machine identities is due for review, and they are refused until then.',
    remedy: inIntegrations('Review whether each is still needed.', 'credentials.machine.review'),
  },
} as const satisfies Record<string, ReasonEntry>;

/** What a change to a machine's life, owner or policy is refused for. */
const CHANGES_OF_LIFE = metIn(['CHANGE'], {
  'credentials.stewards_too_few': {
    sentence: 'This tenant wants at least {minStewards} active stewards for each machine, and there are {count}.',
    remedy: inIntegrations('Name further active members as stewards.', 'credentials.machine.set_stewards'),
  },
  'credentials.owner_kind_excluded': {
    sentence: 'The machine policy of this tenant has no owners of kind {kind}.',
    remedy: inIntegrations('Choose another kind of owner, or change the policy.', 'credentials.policy.update'),
  },
  'credentials.policy_out_of_range': {
    sentence: '{field} is from {least} to {most}.',
    remedy: inIntegrations('Choose a limit within that.', 'credentials.policy.update'),
  },
  'credentials.owner_unchanged': {
    sentence: 'This is its owner already.',
    remedy: { label: 'Nothing is left to do.' },
  },
  'credentials.nothing_to_accept': {
    sentence: 'Nobody has offered this machine, and somebody answers for it.',
    remedy: inIntegrations('Offer it to another owner first.', 'credentials.machine.transfer'),
  },
  'credentials.not_the_successor': {
    sentence:
      'Only who is to answer for the machine can accept it: a steward of its new owner or of its own, or an owner of the tenant.',
    remedy: { label: 'Ask one of them to accept it.' },
  },
  'credentials.not_quarantined': {
    sentence: 'The machine identity is {state}, not in quarantine.',
    remedy: { label: 'Nothing has to be released.' },
  },
  'credentials.not_a_steward': {
    sentence: 'Only an active steward of the machine can do this.',
    remedy: inIntegrations('Ask a steward, or name further ones.', 'credentials.machine.set_stewards'),
  },
  'credentials.release_asked_already': {
    sentence: 'You have asked for the release already; it takes a second steward.',
    remedy: inIntegrations('Ask another steward to look at it too.', 'credentials.machine.release'),
  },
});

export const OWNERSHIP_REASONS = { ...LEAVING, ...CHANGES_OF_LIFE };
