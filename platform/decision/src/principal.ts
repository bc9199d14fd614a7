import type { TrustLevel } from './action.js';

/** Who is asking. The id is the domain's own UUID, never an e-mail address. */
export interface Principal {
  readonly kind: 'PERSON' | 'MACHINE';
  readonly id: string;
}

/** Who did something: a person, a machine, or the platform itself (its clock, its bootstrap). */
export interface Actor {
  readonly kind: 'PERSON' | 'MACHINE' | 'PLATFORM';
  readonly id: string;
  readonly label: string;
}

/** What `credentials` vouches for beyond the principal, in every machine's token. */
export interface MachineContext {
  readonly credentialId: string;
  readonly ownerKind: string;
  readonly runtimeId: string | null;
  readonly trustLevel: TrustLevel;
  /** The revocation log's position when the token was minted. */
  readonly epoch: number;
}
