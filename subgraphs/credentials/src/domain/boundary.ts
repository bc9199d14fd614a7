import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { TenantFact } from './facts.js';
import type { Owner } from './owner.js';

export const BOUNDARIES = ['HOME_TENANT_ONLY', 'GRANTED_TENANTS', 'PLATFORM_WIDE'] as const;
/** How far a machine may reach: its own tenant, tenants that consented, or all of them by a platform duty. */
export type Boundary = (typeof BOUNDARIES)[number];

/** The duty under which a machine may act platform-wide, or null: only the platform and its services have one. */
export function platformDuty(owner: Owner): string | null {
  return owner.kind === 'PLATFORM' || owner.kind === 'INTERNAL_SERVICE' ? owner.duty : null;
}

/**
 * Acting platform-wide crosses every customer's line at once, so it needs an owner whom the platform itself put in
 * charge by a named duty, and a home in the platform's own tenant, where the platform sees what it does. A tenant, an
 * integration or an agent never may.
 */
export function decideBoundary(
  owner: Owner,
  boundary: Boundary,
  home: Pick<TenantFact, 'kind'>,
): Decision<Boundary, 'credentials.boundary_not_allowed'> {
  if (boundary === 'PLATFORM_WIDE' && (platformDuty(owner) === null || home.kind !== 'PLATFORM'))
    return refuse('credentials.boundary_not_allowed', { facts: { kind: owner.kind, boundary }, path: ['boundary'] });
  return allow(boundary);
}
