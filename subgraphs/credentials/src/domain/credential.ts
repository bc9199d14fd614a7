import type { Actor } from '@bailiwick/decision';
import type { Environment } from './machine-identity.js';

export const CREDENTIAL_KINDS = ['API_KEY', 'CLIENT_SECRET', 'PRIVATE_KEY_JWT', 'FEDERATED_OIDC'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** STAGED: issued, not used yet. The first good use makes it ACTIVE. REVOKED and COMPROMISED are for ever. */
export const CREDENTIAL_STATES = [
  'PENDING_APPROVAL',
  'STAGED',
  'ACTIVE',
  'ROTATING',
  'SUSPENDED',
  'DORMANT',
  'EXPIRED',
  'REVOKED',
  'COMPROMISED',
] as const;
export type CredentialState = (typeof CREDENTIAL_STATES)[number];

/** The states in which a credential is accepted, as far as its state goes. */
export const USABLE_STATES = ['STAGED', 'ACTIVE', 'ROTATING'] as const satisfies readonly CredentialState[];

/**
 * PENDING_APPROVAL: made by a rotation that a second person has not approved. RETIRING: its successor is in use, and both are
 * accepted until the overlap ends.
 */
export const VERSION_STATES = ['PENDING_APPROVAL', 'STAGED', 'ACTIVE', 'RETIRING', 'RETIRED', 'REVOKED'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** The states in which a version is accepted; RETIRING only until its overlap ends. */
export const USABLE_VERSIONS = ['STAGED', 'ACTIVE', 'RETIRING'] as const satisfies readonly VersionState[];

/** Whether what a version proves still counts. */
export function isVersionAccepted(
  { state, overlapEndsAt }: Pick<CredentialVersion, 'state' | 'overlapEndsAt'>,
  now: Date,
): boolean {
  if (state === 'RETIRING') return overlapEndsAt !== null && overlapEndsAt > now;
  return USABLE_VERSIONS.some((usable) => usable === state);
}

/** Whether it has a secret that works, as far as sleep and versions go. */
export function isInUse(
  { state }: Pick<Credential, 'state'>,
  versions: readonly Pick<CredentialVersion, 'state' | 'overlapEndsAt'>[],
  now: Date,
): boolean {
  return state !== 'DORMANT' && versions.some((version) => isVersionAccepted(version, now));
}

/** Whether somebody could do something with it, today or once a second person has agreed. */
export function isVersionAlive(version: Pick<CredentialVersion, 'state' | 'overlapEndsAt'>, now: Date): boolean {
  return version.state === 'PENDING_APPROVAL' || isVersionAccepted(version, now);
}

/** How a workload authenticates without a secret: by the token of an OpenID Connect issuer that vouches for it. */
export interface Federation {
  readonly issuer: string;
  readonly audience: string;
  readonly subjectPattern: string;
  readonly jwksUri: string;
}

/** A means of proving to be one machine identity, in one tenant, for a time. */
export interface Credential {
  readonly id: string;
  readonly tenantId: string;
  readonly machineIdentityId: string;
  readonly name: string;
  readonly purpose: string;
  readonly kind: CredentialKind;
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
  /** How long a rotation lets both versions live. Null leaves it to each rotation. */
  readonly overlapHours: number | null;
  /** When the newest version was made, if a rotation made it. */
  readonly rotatedAt: Date | null;
  /** By when its secret must have a successor, because somebody who had seen it left. Null when nobody demands one. */
  readonly rotateBy: Date | null;
  /** Who approved it, where the tenant wants two people. Never who asked for it. */
  readonly approvedBy: Actor | null;
  readonly approvedAt: Date | null;
  /** The version that a rotation made, and that a second person has to agree to. Null when none waits. */
  readonly pendingVersion: number | null;
  /** What took it back. */
  readonly revocationId: string | null;
  /** Since when somebody else may have had it. Tokens minted since are refused. */
  readonly suspiciousSince: Date | null;
  /** Null unless the kind is FEDERATED_OIDC. */
  readonly federation: Federation | null;
  readonly createdBy: Actor;
  readonly createdVia: string;
  readonly createdAt: Date;
  readonly lastUsed: LastUse | null;
  readonly version: number;
}

/** What becomes of a credential only after it was issued. */
export const NOT_YET = {
  overlapHours: null,
  rotatedAt: null,
  rotateBy: null,
  approvedBy: null,
  approvedAt: null,
  pendingVersion: null,
  revocationId: null,
  suspiciousSince: null,
  federation: null,
} as const satisfies Partial<Credential>;

/** Where and when a credential was last accepted. */
export interface LastUse {
  readonly at: Date;
  readonly runtimeId: string | null;
  readonly address: string | null;
}

/** One secret or key of a credential. Only a keyed hash of a secret is kept, and it never leaves the proof look-up. */
export interface CredentialVersion {
  readonly credentialId: string;
  readonly number: number;
  readonly state: VersionState;
  readonly hint: string;
  readonly notBefore: Date;
  /** Until when it is accepted beside its successor. Null unless it is RETIRING or RETIRED. */
  readonly overlapEndsAt: Date | null;
  readonly retiredAt: Date | null;
  /** RFC 7638. Null for secrets. */
  readonly keyThumbprint: string | null;
  readonly firstUsedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly uses: number;
}

/** Whoever has seen the secret, or holds its key. */
export interface Knower {
  readonly actor: Actor;
  readonly saw: Date;
  readonly how: string;
}

/**
 * Who can use a version from its first moment: whoever is shown its secret, or who brings a public key, since they have the other
 * half. Null for a workload's issuer, whose keys are at an address: who could choose that is who created the credential.
 */
export function knowerOf(kind: CredentialKind, actor: Actor, saw: Date, how: string): Knower | null {
  if (kind === 'FEDERATED_OIDC') return null;
  return { actor, saw, how: kind === 'PRIVATE_KEY_JWT' ? `${how}, with a key of theirs` : how };
}

/** A federated credential is proven by tokens of its issuer, who also renews what signs them. */
export function hasSecrets({ kind }: Pick<Credential, 'kind'>): boolean {
  return kind !== 'FEDERATED_OIDC';
}

/** No way leads out of a terminal state: what was taken back stays taken back. */
export function isTerminal(state: CredentialState): boolean {
  return state === 'REVOKED' || state === 'COMPROMISED';
}

export function isUsable(state: CredentialState): boolean {
  return USABLE_STATES.some((usable) => usable === state);
}

export function isExpired(credential: Pick<Credential, 'expiresAt'>, now: Date): boolean {
  return credential.expiresAt <= now;
}

/** When the secret should be replaced, if a rhythm was agreed. */
export function rotationDueAt({
  createdAt,
  rotatedAt,
  rotateEveryDays,
}: Pick<Credential, 'createdAt' | 'rotatedAt' | 'rotateEveryDays'>): Date | null {
  if (rotateEveryDays === null) return null;
  return new Date((rotatedAt ?? createdAt).getTime() + rotateEveryDays * 86_400_000);
}
