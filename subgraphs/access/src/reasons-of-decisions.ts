import { metIn, type ReasonEntry } from '@bailiwick/decision';

const ASK_ADMINISTRATOR = {
  label: 'Ask an administrator of this tenant for a role that includes it.',
  section: 'USERS',
  requiredPermission: 'access.role.assign',
} as const;

/** Why somebody may. They are the reasons of factors that pass, so that a yes explains itself as well as a no. */
export const PASSED = {
  'access.granted': { sentence: 'Every condition of {action} is met.' },
  'access.tenant_open': { sentence: 'The tenant is {state}, and {action} is possible in that state.' },
  'access.in_tenant': { sentence: 'What is asked about belongs to the tenant that you act in.' },
  'access.standing_good': { sentence: 'The {subject} is {state} in this tenant.' },
  'access.operator_on_duty': { sentence: 'An operator of the platform acts here under the duty {duty}.' },
  'access.multi_factor_shown': { sentence: 'The session was opened with a second factor.' },
  'access.trust_sufficient': { sentence: 'The machine is trusted at {level}; {required} is needed.' },
  'access.within_limits': { sentence: 'The credential allows {action}.' },
  'access.granted_by_role': { sentence: '{action} is granted by the role {roles}.' },
  'access.granted_by_duty': { sentence: '{action} is granted by the duty {duty}.' },
  'access.role_may_be_given': { sentence: 'Everything that the role permits is held by whoever gives it.' },
  'access.owner_remains': { sentence: 'Another owner remains.' },
  'access.not_applicable': { sentence: '{action} does not depend on this.' },
  'access.assignment_expires': { sentence: 'The role {role} ends at that time.' },
} satisfies Record<string, ReasonEntry>;

/** Why somebody may not. */
export const DENIED = metIn(['DECISION'], {
  'access.not_permitted': {
    sentence: 'You are not permitted to do this here.',
    remedy: ASK_ADMINISTRATOR,
    errorType: 'NotPermitted',
  },
  'access.no_grant': { sentence: 'No role of this {subject} includes {action}.', remedy: ASK_ADMINISTRATOR },
  'access.duty_required': {
    sentence: 'The duty {duty} does not include {action}.',
    remedy: { label: 'Act under a duty that includes it, or ask an owner of this tenant to do it.' },
  },
  'access.outside_limits': {
    sentence: 'The credential that was presented does not allow {action}.',
    remedy: {
      label: 'Use a credential that allows it, or have one issued.',
      section: 'INTEGRATIONS',
      requiredPermission: 'credentials.credential.issue',
    },
  },
  'access.action_unknown': {
    sentence: 'No domain has declared an action named {action}.',
    remedy: { label: 'Check the name; the domain in its prefix declares its actions when it starts.' },
  },
  'access.fact_unknown': {
    sentence: 'Access has not yet heard from {source} about {what}.',
    remedy: {
      label:
        'Try again in a few seconds; if it stays so, ask the platform’s operators to check that {source} is running.',
    },
  },
  'access.fact_stale': {
    sentence: 'What {source} said about {what} is too old for {action}: it may be {limitSeconds} seconds old at most.',
    remedy: {
      label:
        'Try again in a few seconds; if it stays so, ask the platform’s operators to check that {source} is running.',
    },
  },
  'access.tenant_not_open': {
    sentence: 'The tenant is {state}, and {action} is not possible in that state.',
    remedy: { label: 'Ask the platform’s operators about the state of this tenant.' },
  },
  'access.outside_tenant': {
    sentence: 'There is no such thing in the tenant that you act in.',
    remedy: { label: 'Check the id, and the tenant that you act in.' },
  },
  'access.membership_not_active': {
    sentence: 'The membership of this person is {state}.',
    remedy: {
      label: 'Ask an administrator of this tenant to reinstate or invite the person.',
      section: 'USERS',
      requiredPermission: 'identity.member.reinstate',
    },
  },
  'access.machine_not_active': {
    sentence: 'This machine is {state}.',
    remedy: {
      label: 'Ask a steward of the machine to bring it back into service.',
      section: 'INTEGRATIONS',
      requiredPermission: 'credentials.machine.activate',
    },
  },
  'access.mfa_required': {
    sentence: '{action} needs a session that was opened with a second factor.',
    remedy: { label: 'Sign in again with a second factor.' },
  },
  'access.trust_too_low': {
    sentence: 'The machine is trusted at {level}; {action} needs {required}.',
    remedy: {
      label: 'Raise what caps its trust: bind it to a runtime, or use a stronger proof than a bearer key.',
      section: 'INTEGRATIONS',
    },
  },
  'access.feature_unknown': {
    sentence: 'Billing has not said whether the feature {feature} is switched on.',
    remedy: {
      label: 'Choose a plan that includes it.',
      section: 'BILLING',
      requiredPermission: 'billing.plan.change',
    },
  },
});
