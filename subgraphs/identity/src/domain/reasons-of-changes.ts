import { metIn } from '@bailiwick/decision';
import { COMPLETE_SETUP, NEW_INVITATION } from './remedies.js';

/** Why a tenant or its set-up stays as it is. */
const TENANTS = metIn(['CHANGE'], {
  'identity.setup_step_already_done': { sentence: 'The set-up step {step} is done already.' },
  'identity.setup_step_completes_itself': {
    sentence: 'The set-up step {step} cannot be marked as done by hand: {how}.',
    remedy: { label: 'Do what the step asks for; it is marked done at that moment.', section: 'PLATFORM_SETUP' },
  },
  'identity.tenant_state_unchanged': { sentence: 'The tenant is {state} already.' },
  'identity.tenant_transition_refused': {
    sentence: 'A tenant that is {from} cannot become {to}.',
    remedy: { label: 'From {from} it can become: {possible}.' },
  },
  'identity.platform_tenant_protected': {
    sentence: 'The platform’s own tenant stays active: without it nobody could undo the change.',
  },
  'identity.slug_taken': { sentence: 'The slug {slug} is taken.', remedy: { label: 'Choose another slug.' } },
  'identity.operators_only': {
    sentence: 'Only operators do this, from the platform’s own tenant.',
    remedy: { label: 'Act in the platform’s tenant, with the duty tenant-operations.' },
  },
  'identity.provider_already_connected': {
    sentence: 'This issuer and audience are connected already.',
    remedy: {
      label: 'Choose another audience; a connection’s keys are never swapped in place.',
      section: 'ORGANIZATION',
      requiredPermission: 'identity.provider.connect',
    },
  },
  'identity.provider_limit_reached': {
    sentence: 'A tenant connects at most {limit} identity providers.',
    remedy: { label: 'Use one of the identity providers that are connected.' },
  },
});

/** Why a person does not become, stay or cease to be a member. */
const PEOPLE = metIn(['CHANGE'], {
  'identity.membership_not_active': { sentence: 'The membership is {state}, not ACTIVE.' },
  'identity.membership_not_suspended': { sentence: 'The membership is {state}, not SUSPENDED.' },
  'identity.membership_ended': {
    sentence: 'The membership has ended; it does not come back.',
    remedy: { label: 'Invite the person again.', section: 'USERS', requiredPermission: 'identity.member.invite' },
  },
  'identity.already_member': { sentence: 'You are a member of this tenant already.' },
  'identity.invitation_unknown': { sentence: 'There is no such invitation.', remedy: NEW_INVITATION },
  'identity.invitation_expired': { sentence: 'The invitation expired at {expiresAt}.', remedy: NEW_INVITATION },
  'identity.invitation_used': { sentence: 'The invitation was used already.', remedy: NEW_INVITATION },
  'identity.invitation_withdrawn': { sentence: 'The invitation was withdrawn.', remedy: NEW_INVITATION },
  'identity.people_only': {
    sentence: 'Only a person can accept an invitation.',
    remedy: { label: 'Sign in as the person who was invited.' },
  },
  'identity.issuer_not_connected': {
    sentence: 'The tenant that invited you does not accept the identity provider that you signed in with.',
    remedy: {
      label: 'Sign in with one that it accepts, or ask an administrator of the tenant to connect yours.',
      section: 'ORGANIZATION',
      requiredPermission: 'identity.provider.connect',
    },
  },
});

/** Shared with access, which says it for every action that needs a finished set-up. */
const SETUP = metIn(['DECISION', 'CHANGE'], {
  'identity.setup_incomplete': { sentence: 'Set-up is not complete. Still open: {steps}.', remedy: COMPLETE_SETUP },
});

export const CHANGE_REASONS = { ...TENANTS, ...PEOPLE, ...SETUP };
