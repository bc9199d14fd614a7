import type { Actor } from '@bailiwick/decision';
import type { Environment } from './machine-identity.js';

/** STAGED: issued, not used yet. The first good use makes it ACTIVE. REVOKED is for ever. */
export const CREDENTIAL_STATES = ['STAGED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'REVOKED'] as const;
export type CredentialState = (typeof CREDENTIAL_STATES)[number];

export const VERSION_STATES = ['STAGED', 'ACTIVE', 'REVOKED'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** A means of proving to be one machine identity, in one tenant, for a time. */
export interface Credential {
  readonly id: string;
  readonly tenantId: string;
  readonly machineIdentityId: string;
  readonly name: string;
  readonly purpose: string;
  readonly kind: 'API_KEY';
  readonly state: CredentialState;
  readonly stateSince: Date;
  readonly environment: Environment;
  readonly reference: string;
  readonly hint: string;
  readonly ceiling: readonly string[];
  readonly runtimeIds: readonly string[];
  readonly networks: readonly string[];
  readonly notBefore: Date;
  readonly expiresAt: Date;
  readonly maxUses: number | null;
  readonly uses: number;
  readonly rotateEveryDays: number | null;
  readonly createdBy: Actor;
  readonly createdVia: string;
  readonly createdAt: Date;
  readonly lastUsed: LastUse | null;
  readonly version: number;
}

/** Where and when a credential was last accepted. */
export interface LastUse {
  readonly at: Date;
  readonly runtimeId: string | null;
  readonly address: string | null;
}

/** One secret of a credential. Only its keyed hash is kept, and that never leaves the store's proof look-up. */
export interface CredentialVersion {
  readonly credentialId: string;
  readonly number: number;
  readonly state: VersionState;
  readonly hint: string;
  readonly notBefore: Date;
  readonly firstUsedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly uses: number;
}

/** Whoever has seen the secret. */
export interface Knower {
  readonly actor: Actor;
  readonly saw: Date;
  readonly how: string;
}

/** No way leads out of a terminal state: what was taken back stays taken back. */
export function isTerminal(state: CredentialState): boolean {
  return state === 'REVOKED';
}

export function isExpired(credential: Pick<Credential, 'expiresAt'>, now: Date): boolean {
  return credential.expiresAt <= now;
}

/** When the secret should be replaced, if a rhythm was agreed. */
export function rotationDueAt(credential: Pick<Credential, 'createdAt' | 'rotateEveryDays'>): Date | null {
  if (credential.rotateEveryDays === null) return null;
  return new Date(credential.createdAt.getTime() + credential.rotateEveryDays * 86_400_000);
}
