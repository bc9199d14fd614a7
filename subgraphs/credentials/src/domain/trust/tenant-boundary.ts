import { platformDuty } from '../boundary.js';
import type { TenantFact } from '../facts.js';
import type { MachineIdentity } from '../machine-identity.js';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'TENANT_BOUNDARY';

/**
 * May it act in this tenant? Whether it may leave home is decided before anybody looks whether the other tenant
 * exists, so that the answer never tells. The state of a tenant is identity's own reason, carried as it was said.
 */
export function decideTenantBoundary({ identity, actingTenant, homeTenant }: TrustFacts): LinkAnswer {
  if (identity === null) return notEvaluated(LINK);
  const athome = actingTenant.id === identity.tenantId;
  if (!athome) {
    const refused = mayLeaveHome(identity, homeTenant);
    if (refused !== null) return refused;
  }
  const tenant = athome ? homeTenant : actingTenant.fact;
  if (tenant === null) return fail(LINK, 'credentials.tenant_unknown');
  const evidence = [`tenant ${tenant.slug} is ${tenant.state} (version ${tenant.version})`];
  if (tenant.state !== 'ACTIVE') return outOfService(tenant, evidence);
  if (athome) return pass(LINK, 'credentials.at_home', {}, evidence);
  return pass(LINK, 'credentials.acts_by_duty', { duty: platformDuty(identity.owner) ?? 'none' }, evidence);
}

function mayLeaveHome({ boundary, owner }: MachineIdentity, homeTenant: TenantFact | null): LinkAnswer | null {
  const evidence = [`boundary ${boundary}`];
  if (boundary === 'HOME_TENANT_ONLY') return fail(LINK, 'credentials.not_home_tenant', {}, evidence);
  if (boundary === 'GRANTED_TENANTS') return fail(LINK, 'credentials.grant_missing', {}, evidence);
  const isPlatform = homeTenant?.kind === 'PLATFORM' && homeTenant.state === 'ACTIVE';
  return platformDuty(owner) === null || !isPlatform
    ? fail(LINK, 'credentials.platform_duty_required', {}, evidence)
    : null;
}

/** Identity gives a reason with every state that is not plainly good; the sentence of our own is for when it did not. */
function outOfService(tenant: TenantFact, evidence: readonly string[]): LinkAnswer {
  if (tenant.stateReason !== null) return { link: LINK, verdict: 'FAIL', reason: tenant.stateReason, evidence };
  return fail(LINK, 'credentials.tenant_not_in_service', { facts: { state: tenant.state } }, evidence);
}
