import { allow, refuse, type Decision } from '@bailiwick/decision';
import { DUTIES, type Duty, type MembershipState } from './membership.js';
import { decideOperatorReason } from './operator-reason.js';
import type { IdentityCode } from './reasons.js';
import type { TenantKind, TenantState } from './tenant.js';

/** A tenant as far as choosing one needs it. */
export interface TenantStanding {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly state: TenantState;
  readonly stateSince: Date;
  readonly stateNote: string | null;
}

/** One membership that the presented token can vouch for: its tenant connected the issuer, audience and keys. */
export interface Standing {
  readonly tenant: TenantStanding;
  readonly personId: string;
  readonly state: MembershipState;
  readonly duties: readonly Duty[];
  /** Which connection vouches for it. */
  readonly connection: string;
}

export interface ChoiceFacts {
  /** `X-Tenant`: a request, never evidence. */
  readonly requested: string | null;
  readonly operatorReason: string | null;
  readonly standings: readonly Standing[];
  /** The tenant with the requested id or slug, if there is one. Used for operators only. */
  readonly requestedTenant: TenantStanding | null;
}

export type TenantChoice =
  | { readonly kind: 'LOBBY' }
  | {
      readonly kind: 'MEMBER';
      readonly tenant: TenantStanding;
      readonly standing: Standing;
      readonly onlyIfPermitted: boolean;
    }
  | {
      readonly kind: 'OPERATOR';
      readonly tenant: TenantStanding;
      readonly standing: Standing;
      readonly duty: Duty;
      readonly reason: string;
    };

/**
 * In which tenant a person may act. A tenant of which they are no member answers exactly as one that does not exist,
 * unless they are an operator of the platform with a reason to state.
 */
export function decideTenantChoice(facts: ChoiceFacts): Decision<TenantChoice, IdentityCode> {
  const { requested } = facts;
  if (requested === null) return chooseOwn(facts.standings.filter(isCounted));
  const own = facts.standings.find(({ tenant, state }) => state !== 'LEFT' && isNamed(tenant, requested));
  const operator = operatorOf(facts, own);
  if (operator !== undefined) return chooseAsOperator(operator, facts);
  return own === undefined ? refuse('identity.tenant_unknown') : enterAsMember(own);
}

/**
 * Where a refused exchange is kept, for the administrators of a tenant that knows the person: the tenant that they asked for,
 * the one that would have been theirs without asking, or the platform's own for an operator. Nowhere for everybody else:
 * a tenant is not told of who is none of its people, nor of the others that its people ask for.
 */
export function standingOfRefused(facts: ChoiceFacts): Standing | null {
  const { requested, standings } = facts;
  if (requested === null) {
    const counted = standings.filter(isCounted);
    return counted.some(({ state }) => state === 'ACTIVE') ? null : (counted[0] ?? null);
  }
  const named = standings.find(({ tenant }) => isNamed(tenant, requested));
  return operatorOf(facts, named?.state === 'LEFT' ? undefined : named) ?? named ?? null;
}

/** An operator is a member where they are one, unless they state a reason; in the platform's own tenant always. */
function operatorOf({ standings, operatorReason }: ChoiceFacts, own: Standing | undefined): Standing | undefined {
  const operator = standings.find(isOperator);
  return own?.tenant.kind !== 'PLATFORM' && (own === undefined || operatorReason !== null) ? operator : undefined;
}

function chooseOwn(standings: readonly Standing[]): Decision<TenantChoice, IdentityCode> {
  const active = standings.filter(({ state }) => state === 'ACTIVE');
  const [only] = active.length > 0 ? active : standings;
  if (only === undefined) return allow({ kind: 'LOBBY' });
  if (active.length <= 1) return enterAsMember(only);
  const tenants = active.map(({ tenant }) => tenant.slug).sort();
  return refuse('identity.tenant_required', { facts: { tenants: tenants.join(', ') } });
}

/**
 * A suspended or closing tenant still lets in whoever may do something there, which is for access to say: its owners, to
 * pay, to export and to take power away.
 */
function enterAsMember(standing: Standing): Decision<TenantChoice, IdentityCode> {
  const { tenant } = standing;
  if (standing.state !== 'ACTIVE') return refuse('identity.membership_suspended', { facts: { tenant: tenant.name } });
  if (tenant.state === 'CLOSED') return refuseClosed(tenant);
  const onlyIfPermitted = tenant.state === 'SUSPENDED' || tenant.state === 'CLOSING';
  return allow({ kind: 'MEMBER', tenant, standing, onlyIfPermitted });
}

/**
 * The reason is asked for before the tenant is looked at, so that its absence tells nothing about the tenant. With
 * several duties the operator says under which one they act ("billing-operations: invoice 14 was paid"); power is not
 * added up silently.
 */
function chooseAsOperator(standing: Standing, facts: ChoiceFacts): Decision<TenantChoice, IdentityCode> {
  const stated = decideOperatorReason(facts.operatorReason ?? '');
  if (!stated.allowed) return stated;
  const duty = stated.value.duty ?? DUTIES.find((candidate) => standing.duties.includes(candidate));
  if (duty === undefined || !standing.duties.includes(duty)) {
    return refuse('identity.duty_not_held', { facts: { duty: duty ?? 'any', held: standing.duties.join(', ') } });
  }
  const tenant = facts.requestedTenant;
  if (tenant === null) return refuse('identity.tenant_unknown');
  if (tenant.state === 'CLOSED') return refuseClosed(tenant);
  return allow({ kind: 'OPERATOR', tenant, standing, duty, reason: stated.value.reason });
}

function refuseClosed(tenant: TenantStanding) {
  const facts = { why: tenant.stateNote ?? 'no reason was given' };
  return refuse('identity.tenant_closed', { facts, since: tenant.stateSince });
}

function isOperator({ tenant, state, duties }: Standing): boolean {
  return tenant.kind === 'PLATFORM' && tenant.state === 'ACTIVE' && state === 'ACTIVE' && duties.length > 0;
}

/** A closed tenant is not one to choose: without it a person can still be invited elsewhere. */
function isCounted({ tenant, state }: Standing): boolean {
  return state !== 'LEFT' && tenant.state !== 'CLOSED';
}

function isNamed(tenant: TenantStanding, requested: string): boolean {
  return tenant.slug === requested || tenant.id === requested.toLowerCase();
}
