import { registerReasons } from '@bailiwick/decision';

const CHOOSE_TENANT = { label: 'Send X-Tenant with the id or slug of the tenant that you mean.' };
const ASK_ADMINISTRATOR = {
  label: 'Ask an administrator of the tenant to reinstate you.',
  section: 'USERS',
  requiredPermission: 'identity.member.reinstate',
} as const;
const ASK_OPERATOR = { label: 'Ask the platform’s operators.' };
const NEW_INVITATION = {
  label: 'Ask for a new invitation.',
  section: 'USERS',
  requiredPermission: 'identity.member.invite',
} as const;
const COMPLETE_SETUP = {
  label: 'Complete the open steps in Platform Setup.',
  section: 'PLATFORM_SETUP',
  requiredPermission: 'identity.setup.complete',
} as const;
const CONNECT_PROVIDER = {
  label: 'Connect the identity provider to this tenant.',
  section: 'ORGANIZATION',
  requiredPermission: 'identity.provider.connect',
} as const;

/** Every code that identity writes. A code is never renamed; its sentence may be. */
export const reasons = registerReasons('identity', {
  'identity.platform_ready': { sentence: 'Every required set-up step is done.' },
  'identity.setup_incomplete': { sentence: 'Set-up is not complete. Still open: {steps}.', remedy: COMPLETE_SETUP },
  'identity.setup_step_already_done': { sentence: 'The set-up step {step} is done already.' },
  'identity.setup_step_completes_itself': {
    sentence: 'The set-up step {step} is not ticked by hand: {how}.',
    remedy: { label: 'Do what the step asks for; it is marked done at that moment.', section: 'PLATFORM_SETUP' },
  },
  'identity.tenant_provisioning': { sentence: 'The tenant is being set up.', remedy: COMPLETE_SETUP },
  'identity.tenant_suspended': { sentence: 'The tenant is suspended: {why}', remedy: ASK_OPERATOR },
  'identity.tenant_closing': { sentence: 'The tenant is being closed: {why}', remedy: ASK_OPERATOR },
  'identity.tenant_closed': { sentence: 'The tenant is closed: {why}', remedy: ASK_OPERATOR },
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
  'identity.tenant_required': {
    sentence: 'You belong to several tenants, and the request names none: {tenants}.',
    remedy: CHOOSE_TENANT,
  },
  'identity.tenant_unknown': {
    sentence: 'There is no such tenant among yours.',
    remedy: { label: 'Send X-Tenant with the id or slug of one of your tenants, or leave it out.' },
  },
  'identity.operator_reason_required': {
    sentence: 'Operators act on a customer’s tenant only for a stated reason.',
    remedy: { label: 'Send X-Operator-Reason, 10 to 500 characters; "<duty>: <reason>" chooses among several duties.' },
  },
  'identity.duty_not_held': {
    sentence: 'You do not hold the duty {duty}.',
    remedy: { label: 'Name a duty that you hold: {held}.' },
  },
  'identity.membership_suspended': { sentence: 'Your membership of {tenant} is suspended.', remedy: ASK_ADMINISTRATOR },
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
  'identity.people_only': { sentence: 'Only a person can accept an invitation.' },
  'identity.issuer_not_connected': {
    sentence: 'The tenant that invited you does not accept the identity provider that you signed in with.',
    remedy: CONNECT_PROVIDER,
  },
  'identity.provider_already_connected': {
    sentence: 'This issuer and audience are connected already.',
    remedy: {
      label: 'Choose another audience; a connection’s keys are never swapped in place.',
      section: 'ORGANIZATION',
    },
  },
  'identity.provider_limit_reached': { sentence: 'A tenant connects at most {limit} identity providers.' },
  'identity.invitations_pending': { sentence: 'Invitations waiting for an answer: {count}.' },
  'identity.organization_unverified': {
    sentence: 'The organization’s details are not verified.',
    remedy: {
      label: 'Complete the step verify_organization.',
      section: 'PLATFORM_SETUP',
      requiredPermission: 'identity.setup.complete',
    },
  },
  'identity.token_refused': {
    sentence: 'The token is not accepted.',
    remedy: { label: 'Sign in again with an identity provider that your tenant has connected.' },
  },
  'identity.issuer_unreachable': {
    sentence: 'The keys of your identity provider cannot be read at the moment.',
    remedy: { label: 'Try again in a few seconds.' },
  },
  'identity.access_unreachable': {
    sentence: 'Whether you may act in this tenant cannot be decided at the moment.',
    remedy: { label: 'Try again in a few seconds.' },
  },
  'identity.exchange_malformed': { sentence: 'The exchange request is not usable: {problem}.' },
});

export type IdentityCode = (typeof reasons.codes)[number];
