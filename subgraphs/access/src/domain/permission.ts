import { reasons } from '../reasons.js';
import type { Check } from './check.js';
import { grantingDuty, grantingRoles, isWithinLimits } from './grant.js';
import { isLastOwner } from './ownership.js';
import { decideRoleGrant } from './role.js';
import { finding, notApplicable, type Rule } from './rule.js';

export const WITHIN_LIMITS = 'permission.within_limits';
export const GRANTED = 'permission.granted';

/** A machine's credential never reaches further than its ceiling, whatever roles the machine holds. */
const withinLimits: Rule = (check) => {
  if (check.subject.limits === null && check.subject.principal.kind === 'PERSON')
    return notApplicable(WITHIN_LIMITS, 'FORBID', check);
  const within = isWithinLimits(check.subject, check.action.name);
  const reason = reasons.reason(within ? 'access.within_limits' : 'access.outside_limits', {
    facts: { action: check.action.name },
  });
  return finding(WITHIN_LIMITS, 'FORBID', { outcome: within ? 'PASS' : 'FAIL', reason });
};

/** The one rule that permits: a role in this tenant, or a duty of the platform. Without it everything is denied. */
const granted: Rule = (check) => {
  const action = check.action.name;
  const roles = grantingRoles(check, check.action).map((held) => held.role);
  if (roles.length > 0) {
    const reason = reasons.reason('access.granted_by_role', { facts: { action, roles: roles.join(', ') } });
    return finding(GRANTED, 'PERMIT', { outcome: 'PASS', reason, via: roles });
  }
  const duty = grantingDuty(check);
  if (duty !== null) {
    const reason = reasons.reason('access.granted_by_duty', { facts: { action, duty } });
    return finding(GRANTED, 'PERMIT', { outcome: 'PASS', reason, via: [duty] });
  }
  return finding(GRANTED, 'PERMIT', { outcome: 'FAIL', reason: missingGrant(check) });
};

function missingGrant({ action, subject }: Check) {
  if (subject.duty !== null)
    return reasons.reason('access.duty_required', { facts: { duty: subject.duty, action: action.name } });
  return reasons.reason('access.no_grant', {
    facts: { subject: subject.principal.kind.toLowerCase(), action: action.name },
  });
}

/** A tenant without an owner could never be administered again, so its last one can neither be removed nor suspended. */
const ownerRemains: Rule = (check) => {
  const rule = 'permission.owner_remains';
  if (!check.action.endsStanding || check.resource?.type !== 'person') return notApplicable(rule, 'FORBID', check);
  const last = isLastOwner(check.facts.owners, check.resource.id);
  return finding(rule, 'FORBID', {
    outcome: last ? 'FAIL' : 'PASS',
    reason: reasons.reason(last ? 'access.last_owner' : 'access.owner_remains'),
  });
};

/** Being allowed to assign roles is not being allowed to assign every role. */
const mayGiveRole: Rule = (check) => {
  const rule = 'permission.may_give_role';
  if (check.action.name !== 'access.role.assign' || check.roleId === null) return notApplicable(rule, 'FORBID', check);
  const decision = decideRoleGrant(check, check.roleId, check.catalogue);
  const facts = { action: check.action.name };
  if (decision.allowed) {
    return finding(rule, 'FORBID', { outcome: 'PASS', reason: reasons.reason('access.role_may_be_given', { facts }) });
  }
  const reason = reasons.reason(decision.code, { facts: decision.details.facts ?? {} });
  return finding(rule, 'FORBID', { outcome: 'FAIL', reason });
};

export const PERMISSION_RULES: readonly Rule[] = [withinLimits, granted, mayGiveRole, ownerRemains];
