import { metIn } from '@bailiwick/decision';
import { inIntegrations } from './remedies.js';

/** What a change to a machine's life, owner or policy is refused for. */
export const OWNERSHIP_REASONS = metIn(['CHANGE'], {
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
