import { metIn, registerReasons } from '@bailiwick/decision';
import { DENIED, PASSED } from './reasons-of-decisions.js';

/** What a change of roles can be refused with: by a rule of the change, or by access's own verdict on it. */
const ROLES = metIn(['CHANGE', 'DECISION'], {
  'access.last_owner': {
    sentence: 'The tenant would be left without an owner.',
    remedy: {
      label: 'Make another active member owner first.',
      section: 'USERS',
      requiredPermission: 'access.role.assign',
    },
    errorType: 'LastAdminProtected',
  },
  'access.privilege_escalation': {
    sentence: 'You cannot give permissions that you do not hold: {missing}.',
    remedy: {
      label: 'Ask somebody who holds these permissions to assign the role.',
      section: 'USERS',
      requiredPermission: 'access.role.assign',
    },
    errorType: 'PrivilegeEscalation',
  },
});

const ASSIGNMENTS = metIn(['CHANGE'], {
  'access.already_assigned': {
    sentence: 'This {subject} already holds the role {role}.',
    remedy: {
      label: 'Revoke the assignment first to give it another end.',
      section: 'USERS',
      requiredPermission: 'access.role.revoke',
    },
  },
});

/** Why a domain's declaration of an action is not taken into the catalogue. */
const DECLARATIONS = metIn(['LOG'], {
  'access.foreign_action': {
    sentence: 'The domain {domain} declared {action}, which is not its own to declare.',
    remedy: { label: 'Name the action `<domain>.<noun>.<verb>` with the declaring domain in front.' },
  },
  'access.declaration_malformed': {
    sentence: 'A declaration of {domain} cannot be read: {problem}',
    remedy: { label: 'Declare the action with every member that the contract names.' },
  },
  'access.core_factor_missing': {
    sentence: '{action} does not declare {factor}, which every action depends on.',
    remedy: { label: 'Declare BOUNDARY, TRUST and PERMISSION; PLATFORM and BILLING are a choice.' },
  },
  'access.billing_blocks_billing': {
    sentence: '{action} must not depend on billing: who is suspended must be able to pay.',
    remedy: { label: 'Leave BILLING and the feature out of every action of billing.' },
  },
  'access.power_reducing_blocked': {
    sentence: '{action} only takes power away, so it must not depend on {dependency}.',
    remedy: { label: 'Leave PLATFORM, BILLING and the feature out of what only takes power away.' },
  },
  'access.feature_without_billing': {
    sentence: '{action} names the feature {feature} without declaring BILLING.',
    remedy: { label: 'Declare BILLING, or leave the feature out.' },
  },
});

/** Every reason that access gives, once. */
export const reasons = registerReasons('access', { ...PASSED, ...DENIED, ...ROLES, ...ASSIGNMENTS, ...DECLARATIONS });

export type AccessCode = (typeof reasons.codes)[number];
