import type { ReasonEntry } from '@bailiwick/decision';
import { HOLDER, STRANGER } from './exchange-status.js';
import { inIntegrations } from './remedies.js';

/** Why a credential is refused before and while its secret is looked at. A stranger sees only `invalid_credential`. */
const AUTHENTICITY = {
  'credentials.invalid_credential': {
    sentence: 'This credential is not accepted here.',
    remedy: {
      label: 'Present a current credential from a place where it may be used, or ask its owner, who can see why.',
    },
    exchange: STRANGER,
  },
  'credentials.credential_malformed': {
    sentence: 'What was presented is not a credential: its form or its checksum is wrong.',
    remedy: { label: 'Copy the credential again, whole.' },
  },
  'credentials.wrong_environment': {
    sentence: 'A {presented} credential was presented at a {expected} host.',
    remedy: { label: 'Use a credential that was issued for this environment.' },
  },
  'credentials.credential_unknown': {
    sentence: 'There is no such credential.',
    remedy: inIntegrations('Issue a credential for the machine identity.', 'credentials.credential.issue'),
  },
  'credentials.secret_mismatch': {
    sentence: 'The key names a credential, and its secret is not the one that was issued.',
    remedy: {
      label: 'Present the secret that was shown when the credential was issued; if it is lost, issue another.',
    },
  },
  'credentials.proof_missing': {
    sentence: 'The token is bound to a key, and no proof of that key came with it.',
    remedy: { label: 'Send the token as DPoP, with a proof made for this request by the key that it is bound to.' },
  },
  'credentials.proof_invalid': {
    sentence:
      'The token, assertion or proof that was presented does not hold: its signature, its times, its request or its key.',
    remedy: {
      label: 'Ask the token endpoint for a new token, and make each proof for one request with the key of the token.',
    },
  },
  'credentials.proof_replayed': {
    sentence: 'The assertion or proof that was presented has been used before.',
    remedy: { label: 'Make a new one for each request; if you did, somebody else has seen it.' },
  },
  'credentials.issuer_untrusted': {
    sentence: 'The token is not signed by the issuer that this credential trusts, or is about another workload.',
    remedy: inIntegrations('Compare issuer, subject pattern and key address with what the workload presents.'),
  },
  'credentials.assertion_audience': {
    sentence: 'The assertion was made for another audience.',
    remedy: {
      label: 'Ask for a token whose audience is the one that this credential names, or for our token endpoint.',
    },
  },
  'credentials.proof_matched': { sentence: 'The secret that was presented is the one that was issued.' },
  'credentials.proof_assumed': { sentence: 'A simulation takes the proof as given; no secret was presented.' },
} as const satisfies Record<string, ReasonEntry>;

const LIVENESS = {
  'credentials.revoked': {
    sentence: 'This credential was revoked, and stays so.',
    remedy: inIntegrations('Issue a new credential.', 'credentials.credential.issue'),
    met: ['CHANGE'],
  },
  'credentials.compromised': {
    sentence: 'This credential is known to somebody else, and was taken back for ever.',
    remedy: inIntegrations(
      'Issue a new credential, and find out how the secret got out.',
      'credentials.credential.issue',
    ),
    met: ['CHANGE'],
  },
  'credentials.pending_approval': {
    sentence: 'This waits for the approval of a second person.',
    remedy: inIntegrations('Ask somebody else than who asked for it to approve it.', 'credentials.credential.approve'),
    met: ['CHANGE'],
  },
  'credentials.dormant': {
    sentence: 'This credential was not used for long and sleeps.',
    remedy: inIntegrations('Begin a rotation: its new secret wakes it.', 'credentials.credential.rotate'),
    met: ['CHANGE'],
  },
  'credentials.suspended': {
    sentence: 'This {what} is suspended.',
    remedy: inIntegrations('Ask a steward of the machine identity to resume it.', 'credentials.credential.resume'),
    met: ['CHANGE'],
  },
  'credentials.not_yet_valid': {
    sentence: 'This credential is valid from {notBefore} on.',
    remedy: { label: 'Wait until then.' },
  },
  'credentials.expired': {
    sentence: 'This credential expired on {expiresAt}.',
    remedy: inIntegrations('Issue a new credential.', 'credentials.credential.issue'),
    met: ['CHANGE'],
  },
  'credentials.version_retired': {
    sentence: 'This version of the secret was replaced and is no longer accepted.',
    remedy: { label: 'Use the newest version of the secret.' },
  },
  'credentials.uses_exhausted': {
    sentence: 'This credential was good for {maxUses} uses, and all are spent.',
    remedy: inIntegrations('Issue a new credential.', 'credentials.credential.issue'),
  },
  'credentials.staged': { sentence: 'This credential was issued and has not been used yet.' },
  'credentials.rotating': { sentence: 'This credential is in force, and its secret is being replaced.' },
  'credentials.live': { sentence: 'This credential is in force.' },
} as const satisfies Record<string, ReasonEntry>;

const RESPONSIBILITY = {
  'credentials.responsibility_missing': {
    sentence: 'Nothing is stated that this machine is answerable for.',
    remedy: inIntegrations(
      'State the responsibility in plain words, and the actions that it needs.',
      'credentials.machine.declare',
    ),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.responsibility_ended': {
    sentence: 'The responsibility of this machine ended on {endsAt}.',
    remedy: inIntegrations('Declare a machine identity for the new responsibility.', 'credentials.machine.declare'),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.review_overdue': {
    sentence: 'The responsibility of this machine was due for review on {reviewDueAt}.',
    remedy: inIntegrations('Review whether it is still needed.', 'credentials.machine.review'),
    exchange: HOLDER,
  },
  'credentials.action_outside_responsibility': {
    sentence: '{action} is not among the actions that this {what} answers for.',
    remedy: inIntegrations(
      'Choose actions from the responsibility, or declare a machine identity that answers for this one.',
    ),
    met: ['CHANGE'],
  },
  'credentials.responsible': { sentence: 'The machine answers for this: {statement}' },
} as const satisfies Record<string, ReasonEntry>;

const OWNER = {
  'credentials.owner_unknown': {
    sentence: 'The owner, {owner}, is not known here.',
    remedy: inIntegrations(
      'Name an owner that exists: this tenant, a registered runtime, service, duty or provider, or an active machine identity.',
    ),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.owner_chain_broken': {
    sentence: 'The chain of owners does not end, within four steps, at a tenant or the platform.',
    remedy: inIntegrations('Choose an owner whose own chain is shorter and ends at a tenant or the platform.'),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.owner_suspended': {
    sentence: 'The owner, {owner}, is suspended.',
    remedy: inIntegrations('Put the owner back in good standing first.', 'credentials.machine.activate'),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.orphaned': {
    sentence: 'Nobody answers for this machine any more: its last active steward left.',
    remedy: inIntegrations('Name an active member as steward.', 'credentials.machine.set_stewards'),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.owner_grace': {
    sentence: 'The last steward left; a successor has until {graceEndsAt} to claim this machine.',
    remedy: inIntegrations('Name an active member as steward.', 'credentials.machine.set_stewards'),
    met: ['CHANGE'],
  },
  'credentials.quarantined': {
    sentence: 'This machine is in quarantine, and does nothing until two stewards release it.',
    remedy: inIntegrations('Ask two stewards to release it once the cause is known.', 'credentials.machine.release'),
    met: ['CHANGE'],
  },
  'credentials.retired': {
    sentence: 'This machine was retired, and stays so.',
    remedy: inIntegrations('Declare a machine identity for the work that remains.', 'credentials.machine.declare'),
    met: ['CHANGE'],
  },
  'credentials.steward_missing': {
    sentence: 'This machine has no steward who is an active member of the tenant.',
    remedy: inIntegrations('Name an active member as steward.', 'credentials.machine.set_stewards'),
    met: ['CHANGE'],
    exchange: HOLDER,
  },
  'credentials.owner_in_good_standing': { sentence: 'The owner, {owner}, is in good standing.' },
} as const satisfies Record<string, ReasonEntry>;

export const LINK_REASONS = { ...AUTHENTICITY, ...LIVENESS, ...RESPONSIBILITY, ...OWNER };
