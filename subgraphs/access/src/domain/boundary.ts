import { reasons } from '../reasons.js';
import type { Check, TenantFact } from './check.js';
import { grantingDuty, heldRoles } from './grant.js';
import { finding, onFact, type Rule } from './rule.js';

/** Nothing crosses a tenant's border: the only tenant that can be meant is the one in the signed context. */
const resourceInTenant: Rule = ({ resource, subject }) => {
  const inside = resource === null || resource.type !== 'tenant' || resource.id === subject.tenantId;
  return finding('boundary.resource_in_tenant', 'FORBID', {
    outcome: inside ? 'PASS' : 'FAIL',
    reason: reasons.reason(inside ? 'access.in_tenant' : 'access.outside_tenant'),
  });
};

/**
 * What a tenant's state leaves possible. Identity owns the state and its reason; access owns what follows from it.
 */
const tenantOpen: Rule = (check) =>
  onFact(
    check,
    { rule: 'boundary.tenant_open', effect: 'FORBID', source: 'identity', what: 'this tenant' },
    check.facts.tenant,
    (tenant) => {
      const facts = { state: tenant.state, action: check.action.name };
      if (isPossible(tenant, check))
        return { outcome: 'PASS', reason: reasons.reason('access.tenant_open', { facts }) };
      return { outcome: 'FAIL', reason: tenant.stateReason ?? reasons.reason('access.tenant_not_open', { facts }) };
    },
  );

/**
 * A tenant being set up is open: what needs a finished set-up declares PLATFORM. A suspended or closing one leaves its
 * owners what only takes power away, gets their data out, or pays; operators keep what their duty names, or nobody
 * could ever reinstate it. A closed one leaves nothing, and a state that this version does not know leaves nothing.
 */
function isPossible(tenant: TenantFact, check: Check): boolean {
  switch (tenant.state) {
    case 'PROVISIONING':
    case 'ACTIVE':
      return true;
    case 'SUSPENDED':
    case 'CLOSING':
      return grantingDuty(check) !== null || (isWayOut(check) && heldRoles(check).includes('owner'));
    default:
      return false;
  }
}

function isWayOut({ action }: Check): boolean {
  return action.powerReducing || action.name.startsWith('billing.');
}

export const BOUNDARY_RULES: readonly Rule[] = [tenantOpen, resourceInTenant];
