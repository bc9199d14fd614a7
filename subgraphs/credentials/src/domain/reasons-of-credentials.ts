import { metIn, type ReasonEntry } from '@bailiwick/decision';
import { inIntegrations } from './remedies.js';

/** What a change in a credential's life is refused for. */
const REFUSED = metIn(['CHANGE'], {
  'credentials.not_pending_approval': {
    sentence: 'The credential is {state}, and no new secret of it waits; there is nothing to approve.',
    remedy: { label: 'Nothing is left to do.' },
  },
  'credentials.self_approval': {
    sentence: 'Whoever asked for it cannot approve it, nor can anybody who stands behind the same machine.',
    remedy: inIntegrations('Ask somebody else to approve it.', 'credentials.credential.approve'),
  },
  'credentials.approver_not_a_person': {
    sentence: 'A machine agreed to it, and only a person can: anybody who holds a key of the machine may be speaking.',
    remedy: inIntegrations('Let a person approve it.', 'credentials.credential.approve'),
  },
  'credentials.ceiling_widened': {
    sentence: '{action} is not in the ceiling, which only ever sinks.',
    remedy: inIntegrations('Issue another credential for that action.', 'credentials.credential.issue'),
  },
  'credentials.binding_widened': {
    sentence: 'From where this credential may be used is for two people to say; one alone only makes that less.',
    remedy: inIntegrations(
      'Issue another credential with this binding, have it approved, and revoke this one.',
      'credentials.credential.issue',
    ),
  },
  'credentials.already_locked': { sentence: 'This is locked already.', remedy: { label: 'Nothing is left to do.' } },
  'credentials.not_locked': { sentence: 'This is not locked.', remedy: { label: 'Nothing is left to do.' } },
});

/** Why a credential, a version or a runtime moved. */
const MOVED = {
  'credentials.approved': { sentence: 'A second person approved it.' },
  'credentials.rotation_asked': { sentence: 'A new secret was made, and waits for a second person.' },
  'credentials.version_revoked': { sentence: 'One version of its secret was taken back.' },
  'credentials.runtime_unlocked': { sentence: 'It was unlocked, and is trusted again.' },
} as const satisfies Record<string, ReasonEntry>;

export const CREDENTIAL_REASONS = { ...REFUSED, ...MOVED };
