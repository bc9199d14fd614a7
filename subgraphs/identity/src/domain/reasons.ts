import { registerReasons, type ReasonEntry } from '@bailiwick/decision';
import { CHANGE_REASONS } from './reasons-of-changes.js';
import { ASK_ADMINISTRATOR, ASK_OPERATOR, CHOOSE_TENANT, COMPLETE_SETUP } from './remedies.js';

/** What is said of a tenant as it is. Access says the last three when it denies for the state of a tenant. */
const STATES = {
  'identity.platform_ready': { sentence: 'Every required set-up step is done.' },
  'identity.tenant_provisioning': { sentence: 'The tenant is being set up.', remedy: COMPLETE_SETUP },
  'identity.invitations_pending': { sentence: 'Invitations waiting for an answer: {count}.' },
  'identity.organization_unverified': {
    sentence: 'The organization’s details are not verified.',
    remedy: {
      label: 'Confirm the organization’s name and details: the step verify_organization.',
      section: 'PLATFORM_SETUP',
      requiredPermission: 'identity.setup.complete',
    },
  },
  'identity.tenant_suspended': {
    sentence: 'The tenant is suspended: {why}',
    remedy: ASK_OPERATOR,
    met: ['DECISION', 'CHANGE'],
    exchange: 403,
  },
  'identity.tenant_closing': {
    sentence: 'The tenant is being closed: {why}',
    remedy: ASK_OPERATOR,
    met: ['DECISION', 'CHANGE'],
    exchange: 403,
  },
  'identity.tenant_closed': {
    sentence: 'The tenant is closed: {why}',
    remedy: ASK_OPERATOR,
    met: ['DECISION', 'CHANGE'],
    exchange: 403,
  },
} satisfies Record<string, ReasonEntry>;

/** Why a person's token is not exchanged, each with the status of the answer. */
const EXCHANGE = {
  'identity.tenant_required': {
    sentence: 'You belong to several tenants, and the request names none: {tenants}.',
    remedy: CHOOSE_TENANT,
    exchange: 400,
  },
  'identity.operator_reason_required': {
    sentence: 'Operators act on a customer’s tenant only for a stated reason.',
    remedy: { label: 'Send X-Operator-Reason, 10 to 500 characters; "<duty>: <reason>" chooses among several duties.' },
    exchange: 400,
  },
  'identity.exchange_malformed': {
    sentence: 'The exchange request is not usable: {problem}.',
    remedy: { label: 'Correct it and send it again.' },
    exchange: 400,
  },
  'identity.token_refused': {
    sentence: 'This sign-in is not accepted, or not any more.',
    remedy: { label: 'Sign in again with an identity provider that your tenant has connected.' },
    exchange: 401,
  },
  'identity.tenant_unknown': {
    sentence: 'There is no such tenant among yours.',
    remedy: { label: 'Send X-Tenant with the id or slug of one of your tenants, or leave it out.' },
    exchange: 403,
  },
  'identity.duty_not_held': {
    sentence: 'You do not hold the duty {duty}.',
    remedy: { label: 'Name a duty that you hold: {held}.' },
    met: ['CHANGE'],
    exchange: 403,
  },
  'identity.membership_suspended': {
    sentence: 'Your membership of {tenant} is suspended.',
    remedy: ASK_ADMINISTRATOR,
    met: ['CHANGE'],
    exchange: 403,
  },
  'identity.issuer_unreachable': {
    sentence: 'The keys of your identity provider cannot be read at the moment.',
    remedy: { label: 'Try again in a few seconds.' },
    exchange: 503,
  },
  'identity.access_unreachable': {
    sentence: 'Whether you may act in this tenant cannot be decided at the moment.',
    remedy: { label: 'Try again in a few seconds.' },
    exchange: 503,
  },
} satisfies Record<string, ReasonEntry>;

/** Why a person's token was exchanged, as the log of the tenant has it. */
const ENTERED = {
  'identity.entered_as_member': { sentence: 'A member signed in.' },
  'identity.entered_as_operator': { sentence: 'An operator of the platform entered under the duty {duty}: {why}' },
} satisfies Record<string, ReasonEntry>;

/** Every code that identity writes. A code is never renamed; its sentence may be. */
export const reasons = registerReasons('identity', { ...STATES, ...EXCHANGE, ...ENTERED, ...CHANGE_REASONS });

export type IdentityCode = (typeof reasons.codes)[number];
