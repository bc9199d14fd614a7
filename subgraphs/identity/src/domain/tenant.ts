import { allow, refuse, type Actor, type Decision, type Reason } from '@bailiwick/decision';
import { reasons, type IdentityCode } from './reasons.js';
import { decideWords } from './words.js';

export type TenantKind = 'CUSTOMER' | 'PLATFORM';
export type TenantState = 'PROVISIONING' | 'ACTIVE' | 'SUSPENDED' | 'CLOSING' | 'CLOSED';

export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly state: TenantState;
  readonly stateSince: Date;
  /** Why it is in this state, in the words of whoever changed it; the tenant's people read it. Null where nobody did. */
  readonly stateNote: string | null;
  /** When it first became ACTIVE. */
  readonly activatedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly version: number;
}

/** What may follow on what. CLOSED is the end: its data may be gone. */
const TRANSITIONS: Readonly<Record<TenantState, readonly TenantState[]>> = {
  PROVISIONING: ['ACTIVE', 'CLOSING'],
  ACTIVE: ['SUSPENDED', 'CLOSING'],
  SUSPENDED: ['ACTIVE', 'CLOSING'],
  CLOSING: ['ACTIVE', 'CLOSED'],
  CLOSED: [],
};

/**
 * Suspending stops a tenant's people at once and can be undone; closing announces the end and can still be undone;
 * closed cannot. A tenant that never was active becomes so only when its set-up is complete.
 */
export function decideTenantState(
  tenant: Tenant,
  change: { readonly to: TenantState; readonly reason: string },
  setup: { readonly ready: boolean; readonly open: readonly string[] },
  now: Date,
): Decision<Tenant, IdentityCode> {
  const { to } = change;
  const note = decideWords(change.reason, 'reason');
  if (!note.allowed) return note;
  if (tenant.state === to) return refuse('identity.tenant_state_unchanged', { facts: { state: to }, path: ['to'] });
  if (tenant.kind === 'PLATFORM' && to !== 'ACTIVE')
    return refuse('identity.platform_tenant_protected', { path: ['to'] });
  const possible = TRANSITIONS[tenant.state];
  if (!possible.includes(to)) return refuseTransition(tenant.state, to, possible);
  if (to === 'ACTIVE' && tenant.activatedAt === null && !setup.ready) {
    return refuse('identity.setup_incomplete', { facts: { steps: setup.open.join(', ') }, path: ['to'] });
  }
  return allow(enterState(tenant, to, note.value, now));
}

/** A tenant that is set up is active: nobody has to press a second button. Null when nothing changes. */
export function activateWhenReady(tenant: Tenant, ready: boolean, now: Date): Tenant | null {
  return ready && tenant.state === 'PROVISIONING' ? enterState(tenant, 'ACTIVE', null, now) : null;
}

/** Why the tenant is not simply in order; null while it is ACTIVE. */
export function stateReason(tenant: Pick<Tenant, 'state' | 'stateSince' | 'stateNote'>): Reason | null {
  const details = { facts: { why: tenant.stateNote ?? 'no reason was given' }, since: tenant.stateSince };
  switch (tenant.state) {
    case 'ACTIVE':
      return null;
    case 'PROVISIONING':
      return reasons.reason('identity.tenant_provisioning', details);
    case 'SUSPENDED':
      return reasons.reason('identity.tenant_suspended', details);
    case 'CLOSING':
      return reasons.reason('identity.tenant_closing', details);
    case 'CLOSED':
      return reasons.reason('identity.tenant_closed', details);
  }
}

function enterState(tenant: Tenant, state: TenantState, stateNote: string | null, now: Date): Tenant {
  const activatedAt = state === 'ACTIVE' ? (tenant.activatedAt ?? now) : tenant.activatedAt;
  return { ...tenant, state, stateNote, stateSince: now, activatedAt, version: tenant.version + 1 };
}

function refuseTransition(from: TenantState, to: TenantState, possible: readonly TenantState[]) {
  const facts = { from, to, possible: possible.join(', ') || 'nothing, it is the end' };
  return refuse('identity.tenant_transition_refused', { facts, path: ['to'] });
}
