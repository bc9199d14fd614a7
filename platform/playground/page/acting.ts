import type { PickerPrincipal, PickerPrincipals, PickerTenant } from '../src/picker.js';

/** As whom, and where, the next request is sent. */
export interface Acting {
  /** Null: with a credential of one's own. */
  readonly who: PickerPrincipal | null;
  readonly tenant: string;
  readonly operatorReason: string;
  readonly secondFactor: boolean;
  readonly ownCredential: string;
}

export const NOBODY: Acting = { who: null, tenant: '', operatorReason: '', secondFactor: false, ownCredential: '' };

/** The first in the list: somebody who may do nearly everything. */
export function firstActing({ principals }: PickerPrincipals): Acting {
  return actingAs(NOBODY, principals[0] ?? null);
}

/** Somebody else starts in a tenant of their own, and without the reason that was given for another. */
export function actingAs(before: Acting, who: PickerPrincipal | null): Acting {
  const tenant = who === null ? '' : (who.memberships[0]?.tenant ?? '');
  return { ...before, who, tenant, operatorReason: '', ownCredential: '' };
}

/** The tenants that make sense: one's own and, for operators, every customer. */
export function tenantsOf({ tenants }: PickerPrincipals, who: PickerPrincipal): readonly PickerTenant[] {
  const own = tenants.filter(({ slug }) => isMember(who, slug));
  const others = tenants.filter(({ slug, kind }) => kind === 'CUSTOMER' && !isMember(who, slug));
  return who.kind === 'OPERATOR' ? [...own, ...others] : own;
}

/** An operator in a customer's tenant says why. */
export function needsReason({ who, tenant }: Acting): boolean {
  return who?.kind === 'OPERATOR' && tenant !== '' && !isMember(who, tenant);
}

/** A machine's key says all there is to say; only people sign in with a second factor. */
export function maySignInTwice({ who }: Acting): boolean {
  return who !== null && who.kind !== 'MACHINE';
}

/** Who sends nothing is not asked anything either: the gateway would only say that it does not know the caller. */
export function hasCredential({ who, ownCredential }: Acting): boolean {
  return who !== null || ownCredential.trim() !== '';
}

/** What the choice puts on each request. */
export function headersOf(acting: Acting, credential: string): Readonly<Record<string, string>> {
  const { tenant, operatorReason, who } = acting;
  const reason = who === null || needsReason(acting) ? operatorReason.trim() : '';
  return {
    ...(credential !== '' && { authorization: `Bearer ${credential}` }),
    ...(tenant.trim() !== '' && { 'x-tenant': tenant.trim() }),
    ...(reason !== '' && { 'x-operator-reason': utf8(reason) }),
  };
}

/** Where one belongs, in words: `owner in acme`. */
export function placesOf({ memberships }: PickerPrincipal): string {
  return memberships.map(({ tenant, as }) => `${as} in ${tenant}`).join(', ');
}

/** What is pasted often brings the header's own words along. */
export function pastedCredential(text: string): string {
  return text.trim().replace(/^authorization:\s*/i, '').replace(/^bearer\s+/i, ''); // prettier-ignore
}

function isMember({ memberships }: PickerPrincipal, slug: string): boolean {
  return memberships.some(({ tenant }) => tenant === slug);
}

/** Header values are bytes; `fetch` refuses characters beyond Latin-1, and the gateway reads UTF-8. */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
