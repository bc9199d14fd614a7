/**
 * The demo that `npm start` seeds on the embedded database: which tenants, people and machines exist. Each domain fills
 * in its own share. Ids are fixed, so that documentation can name them.
 */
export interface DemoPlan {
  readonly tenants: readonly DemoTenant[];
  readonly people: readonly DemoPerson[];
  readonly machines: readonly DemoMachine[];
  /** The development issuer, connected to every demo tenant. */
  readonly issuer: { readonly issuer: string; readonly audience: string; readonly jwksUri: string };
}

export interface DemoTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: 'CUSTOMER' | 'PLATFORM';
  readonly plan: string | null;
  readonly billing: 'ACTIVE' | 'TRIALING' | null;
  /** Whether the required set-up steps are done. */
  readonly setUp: boolean;
}

export interface DemoPerson {
  readonly id: string;
  readonly displayName: string;
  readonly email: string;
  readonly memberships: readonly {
    readonly id: string;
    readonly tenant: string;
    readonly role: string | null;
    readonly duty: string | null;
  }[];
}

export interface DemoMachine {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly owner: {
    readonly kind: 'INTERNAL_SERVICE' | 'EXTERNAL_INTEGRATION' | 'AUTONOMOUS_AGENT';
    readonly ref: string;
    readonly duty: string | null;
  };
  /** Of the one credential that it is given. */
  readonly credentialId: string;
  readonly statement: string;
  readonly actions: readonly string[];
  readonly steward: string;
}
