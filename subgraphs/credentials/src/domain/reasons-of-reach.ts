import { metIn, type ReasonEntry } from '@bailiwick/decision';
import { HOLDER } from './exchange-status.js';
import { OWNERSHIP_REASONS } from './reasons-of-ownership.js';
import { inIntegrations } from './remedies.js';

/** Where a machine may act, and from where. */
const TENANT_BOUNDARY = {
  'credentials.tenant_unknown': {
    sentence: 'There is no such tenant that this machine may act in.',
    remedy: { label: 'Check the tenant that was asked for.' },
    exchange: HOLDER,
  },
  'credentials.not_home_tenant': {
    sentence: 'This machine acts in its home tenant only.',
    remedy: { label: 'Act in the home tenant, or let the other tenant declare a machine of its own.' },
    exchange: HOLDER,
  },
  'credentials.grant_missing': {
    sentence: 'The other tenant has not granted this machine anything.',
    remedy: { label: 'Act in the home tenant; both tenants must consent before a machine crosses the line.' },
    exchange: HOLDER,
  },
  'credentials.platform_duty_required': {
    sentence: 'A machine acts platform-wide only for a named duty of the platform.',
    remedy: {
      label:
        'Declare it with an owner of kind PLATFORM or INTERNAL_SERVICE and a registered duty, in the platform’s own tenant.',
    },
    exchange: HOLDER,
  },
  'credentials.tenant_not_in_service': {
    sentence: 'The tenant is {state}; machines act in active tenants only.',
    remedy: { label: 'Ask an administrator of the tenant, or the platform’s operators.' },
    exchange: HOLDER,
  },
  'credentials.at_home': { sentence: 'The machine acts in its home tenant.' },
  'credentials.acts_by_duty': { sentence: 'The machine acts in this tenant by the platform duty {duty}.' },
} as const satisfies Record<string, ReasonEntry>;

const RUNTIME = {
  'credentials.runtime_not_bound': {
    sentence: 'This credential is bound to runtimes, and the caller is in none of them.',
    remedy: inIntegrations('Call from a runtime that the credential is bound to, or issue one for this runtime.'),
  },
  'credentials.runtime_locked': {
    sentence: 'Nothing is trusted from where the caller is: {locked}.',
    remedy: inIntegrations('Unlock it once the cause is known, or call from another runtime.'),
  },
  'credentials.runtime_unattested': {
    sentence:
      'This credential is bound to runtimes that are shown by an attested workload token, and none came with it.',
    remedy: { label: 'Ask the token endpoint with the workload token of the runtime, or give the runtime networks.' },
  },
  'credentials.attestation_stale': {
    sentence: 'What vouches for the workload is of {at}, which is too long ago.',
    remedy: { label: 'Ask the runtime for a new workload token, and the token endpoint with that.' },
  },
  'credentials.runtime_key_mismatch': {
    sentence: 'The key that was shown belongs to another runtime than {runtime}, where the caller is.',
    remedy: { label: 'Let each instance make a key of its own, and use it where it was registered.' },
  },
  'credentials.clone_suspected': {
    sentence: 'An earlier process came back with the key of this instance after a later one had it: {process}.',
    remedy: inIntegrations(
      'Find out which of the two has a copy, and let the others make keys of their own. Unlock the instance if its newest process is the right one.',
      'credentials.runtime.unlock',
    ),
  },
  'credentials.network_not_allowed': {
    sentence: 'The caller’s address is outside the networks that this credential is limited to.',
    remedy: inIntegrations('Call from an allowed network, or issue a credential for this one.'),
  },
  'credentials.runtime_environment': {
    sentence: 'The runtime {runtime} is {runtimeEnvironment}, the credential is {environment}.',
    remedy: { label: 'Bind live credentials to live runtimes and test credentials to test runtimes.' },
    met: ['CHANGE'],
  },
  'credentials.runtime_shown': { sentence: 'The caller is in the runtime {runtime}.' },
  'credentials.runtime_unbound': { sentence: 'This credential is not bound to a runtime, which caps its trust.' },
} as const satisfies Record<string, ReasonEntry>;

const REST_OF_CHAIN = {
  'credentials.acts_for_itself': { sentence: 'The machine acts for itself; nobody has lent it anything.' },
  'credentials.delegation_required': {
    sentence: 'This machine would act for somebody who has lent it nothing.',
    remedy: { label: 'Act for the machine itself: leave the delegation out.' },
  },
  'credentials.risk_signal': {
    sentence: 'Somebody else may have the secret of this credential.',
    remedy: inIntegrations(
      'Begin a rotation and move the callers, or revoke the credential.',
      'credentials.credential.rotate',
    ),
    exchange: HOLDER,
  },
  'credentials.trust_too_low': {
    sentence: 'This needs trust {required}, and {cappedBy} caps it at {level}.',
    remedy: { label: 'Raise what caps the trust: {raiseBy}' },
    exchange: HOLDER,
  },
  'credentials.trusted_enough': { sentence: 'Trust is {level}, and {required} is needed.' },
  'credentials.permissions_unavailable': {
    sentence: 'Access does not answer at the moment, and without its answer nothing is allowed.',
    remedy: { label: 'Ask again in a few seconds.' },
  },
  'credentials.left_to_each_request': { sentence: 'Access decides this for every request, by its action.' },
  'credentials.not_evaluated': { sentence: 'An earlier link already says no, so there is nothing here to ask about.' },
  'credentials.trusted': { sentence: 'Every link of the chain holds.' },
} as const satisfies Record<string, ReasonEntry>;

/** What a change to machines, runtimes and credentials is refused for. */
const CHANGES = metIn(['CHANGE'], {
  'credentials.machine_not_active': {
    sentence: 'The machine identity is {state}, so it cannot be given a credential.',
    remedy: inIntegrations('Activate it first.', 'credentials.machine.activate'),
  },
  'credentials.already_active': {
    sentence: 'The machine identity is active already.',
    remedy: { label: 'Nothing is left to do.' },
  },
  'credentials.boundary_not_allowed': {
    sentence: 'An owner of kind {kind} cannot answer for a machine with the boundary {boundary} in this tenant.',
    remedy: { label: 'Choose HOME_TENANT_ONLY; only the platform’s own services act platform-wide.' },
  },
  'credentials.owner_kind_not_allowed': {
    sentence: 'Only the platform itself declares machines with an owner of kind {kind}.',
    remedy: { label: 'Choose this tenant, one of its runtimes, an integration or an agent as owner.' },
  },
  'credentials.expiry_out_of_range': {
    sentence: 'A credential lives at least one day and at most {maxDays} days.',
    remedy: { label: 'Choose an expiry within that.' },
  },
  'credentials.answer_missing': {
    sentence: 'Every credential answers eight questions, and one would stay open. {question} Not known: {missing}.',
    remedy: { label: '{remedy}' },
  },
  'credentials.limits_too_large': {
    sentence:
      'The actions that the credential is limited to take {bytes} bytes, and at most {maxBytes} fit into a token.',
    remedy: { label: 'Issue several credentials, each for a part of the work.' },
    exchange: HOLDER,
  },
  'credentials.not_suspended': {
    sentence: 'The {what} is {state}, not suspended.',
    remedy: { label: 'Only what is suspended can be resumed.' },
  },
  'credentials.overlap_out_of_range': {
    sentence: 'Two secrets of one credential are accepted together for 0 to {maxHours} hours.',
    remedy: { label: 'Choose an overlap within that.' },
  },
  'credentials.rotation_in_progress': {
    sentence: 'The secret of this credential is being replaced already.',
    remedy: inIntegrations(
      'Complete that rotation, let it be approved, or abort it first.',
      'credentials.credential.rotate',
    ),
  },
  'credentials.rotation_ended': {
    sentence: 'This rotation is {state}: nothing of it can be changed any more.',
    remedy: { label: 'Begin another rotation if one is needed.' },
  },
  'credentials.rotation_has_laggards': {
    sentence: '{count} callers still use the old secret and would fail.',
    remedy: inIntegrations('Move them first, or complete the rotation with force.', 'credentials.credential.rotate'),
  },
  'credentials.already_revoked': { sentence: 'This was revoked already.', remedy: { label: 'Nothing is left to do.' } },
});

/** What the eight answers and the Integrations section say. */
const STATEMENTS = {
  'credentials.rotated': { sentence: 'The old secret has ended; its successor is in force.' },
  'credentials.rotation_aborted': {
    sentence: 'The rotation was aborted: the new secret has ended, the old one goes on.',
  },
  'credentials.answered': { sentence: '{answer}' },
  'credentials.awaiting_activation': {
    sentence: 'Declared, and not active yet.',
    remedy: inIntegrations('Activate the machine identity.', 'credentials.machine.activate'),
    met: ['CHANGE'],
  },
  'credentials.reviewed': { sentence: 'Somebody looked, and the responsibility is still needed.' },
  'credentials.active': { sentence: 'Active: every question about this machine has an answer.' },
  'credentials.identity_revoked': {
    sentence: 'Every credential of this machine identity was revoked, and it is suspended.',
    remedy: inIntegrations(
      'Activate it again once the cause is dealt with, then issue a new credential.',
      'credentials.machine.activate',
    ),
  },
  'credentials.machines_orphaned': {
    sentence: '{count} machine identities have nobody who answers for them.',
    remedy: inIntegrations('Name an active member as steward of each.', 'credentials.machine.set_stewards'),
  },
  'credentials.credentials_expiring': {
    sentence: '{count} credentials expire within 14 days.',
    remedy: inIntegrations('Issue successors and move their callers.', 'credentials.credential.issue'),
  },
} as const satisfies Record<string, ReasonEntry>;

export const REACH_REASONS = {
  ...TENANT_BOUNDARY,
  ...RUNTIME,
  ...REST_OF_CHAIN,
  ...CHANGES,
  ...STATEMENTS,
  ...OWNERSHIP_REASONS,
};
