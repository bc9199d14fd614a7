/**
 * What the page and the picker say to each other. The picker itself is in platform/cli: it exists on the embedded
 * platform alone.
 */
export const PICKER_PATHS = { principals: '/playground/principals', credential: '/playground/credential' } as const;

/** Everybody whom a developer may act as. */
export interface PickerPrincipals {
  readonly tenants: readonly PickerTenant[];
  readonly principals: readonly PickerPrincipal[];
}

export interface PickerTenant {
  readonly slug: string;
  readonly name: string;
  readonly kind: 'CUSTOMER' | 'PLATFORM';
  /** In which state it starts, in a few words. */
  readonly about: string;
}

export interface PickerPrincipal {
  readonly kind: 'PERSON' | 'MACHINE' | 'OPERATOR';
  /** A person's e-mail address, or a machine's name. */
  readonly id: string;
  readonly name: string;
  /** Where it belongs and as what. An operator may also act in customers' tenants, with a reason. */
  readonly memberships: readonly { readonly tenant: string; readonly as: string }[];
  /** What a machine answers for. Null for people. */
  readonly about: string | null;
}

export interface CredentialRequest {
  readonly id: string;
  readonly secondFactor: boolean;
}

export interface PickedCredential {
  readonly credential: string;
  /** RFC 3339. Null when it does not expire within a day. */
  readonly expiresAt: string | null;
}
