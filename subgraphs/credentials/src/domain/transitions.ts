import type { Actor } from '@bailiwick/decision';
import type { CredentialState } from './credential.js';
import type { MachineIdentityState } from './machine-identity.js';

/** One move, or a note where nothing moved: who, when, why. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly by: Actor;
  readonly at: Date;
  readonly code: string;
  readonly note: string | null;
}

/** Where a credential may go from each state. No way leads out of REVOKED and COMPROMISED. */
export const CREDENTIAL_MOVES: Readonly<Record<CredentialState, readonly CredentialState[]>> = {
  PENDING_APPROVAL: ['STAGED', 'EXPIRED', 'REVOKED', 'COMPROMISED'],
  STAGED: ['ACTIVE', 'ROTATING', 'SUSPENDED', 'DORMANT', 'EXPIRED', 'REVOKED', 'COMPROMISED'],
  ACTIVE: ['ROTATING', 'SUSPENDED', 'DORMANT', 'EXPIRED', 'REVOKED', 'COMPROMISED'],
  ROTATING: ['ACTIVE', 'STAGED', 'SUSPENDED', 'EXPIRED', 'REVOKED', 'COMPROMISED'],
  SUSPENDED: ['STAGED', 'ACTIVE', 'ROTATING', 'EXPIRED', 'REVOKED', 'COMPROMISED'],
  DORMANT: ['ROTATING', 'ACTIVE', 'STAGED', 'EXPIRED', 'REVOKED', 'COMPROMISED'],
  EXPIRED: ['REVOKED', 'COMPROMISED'],
  REVOKED: [],
  COMPROMISED: [],
};

/** Where a machine identity may go from each state. No way leads out of RETIRED. */
export const IDENTITY_MOVES: Readonly<Record<MachineIdentityState, readonly MachineIdentityState[]>> = {
  DRAFT: ['ACTIVE', 'QUARANTINED', 'RETIRED'],
  ACTIVE: ['SUSPENDED', 'OWNER_GRACE', 'ORPHANED', 'QUARANTINED', 'RETIRED'],
  SUSPENDED: ['ACTIVE', 'OWNER_GRACE', 'ORPHANED', 'QUARANTINED', 'RETIRED'],
  OWNER_GRACE: ['ACTIVE', 'SUSPENDED', 'ORPHANED', 'QUARANTINED', 'RETIRED'],
  ORPHANED: ['ACTIVE', 'QUARANTINED', 'RETIRED'],
  QUARANTINED: ['ACTIVE', 'RETIRED'],
  RETIRED: [],
};

export function mayMoveCredential(from: CredentialState, to: CredentialState): boolean {
  return CREDENTIAL_MOVES[from].includes(to);
}

export function mayMoveIdentity(from: MachineIdentityState, to: MachineIdentityState): boolean {
  return IDENTITY_MOVES[from].includes(to);
}
