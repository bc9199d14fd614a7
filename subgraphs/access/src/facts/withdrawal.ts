/**
 * Whether what was told takes power away from tokens that are out already. Identity and credentials withdraw them when
 * they change; a token minted between their change and its arrival here carries a scope of before, and goes now.
 */
export function withdrawsTenant(tenant: { readonly state: string }): boolean {
  return tenant.state !== 'ACTIVE' && tenant.state !== 'PROVISIONING';
}

/** A first, active membership takes nothing away; any later word about it may. */
export function withdrawsMember(membership: { readonly state: string; readonly version: number }): boolean {
  return membership.state !== 'ACTIVE' || membership.version > 1;
}

export function withdrawsMachine(machine: { readonly state: string }): boolean {
  return machine.state !== 'ACTIVE' && machine.state !== 'DRAFT';
}
