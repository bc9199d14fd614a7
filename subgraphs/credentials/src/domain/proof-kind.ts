import type { CredentialKind } from './credential.js';

/** How strongly a presentation proves who presents it, from whoever-holds-it to a workload that its runtime vouches for. */
export const PROOF_KINDS = ['BEARER', 'PRIVATE_KEY', 'DPOP', 'ATTESTED_WORKLOAD'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** What another issuer said of the workload, and when. */
export interface Attestation {
  /** Who the token says it is from. Whoever signs it writes this, so it is worth as much as the keys below. */
  readonly issuer: string;
  /** Whose keys verified it. Null for what was kept before this was: then nobody is known to have vouched. */
  readonly jwksUri: string | null;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly at: Date;
  /** The process that it was said of. Null where the issuer names none. */
  readonly process: string | null;
}

/** A process of a runtime, recognised by the key whose possession it has just proven. */
export interface ShownInstance {
  readonly id: string;
  readonly runtimeId: string;
  readonly keyThumbprint: string;
  readonly locked: boolean;
  /** An earlier process was vouched for with its key after a later one: two have it. */
  readonly isSuperseded: boolean;
}

/** What a presentation showed beside being genuine. */
export interface Shown {
  readonly proofKind: ProofKind;
  readonly attestation: Attestation | null;
  readonly instance: ShownInstance | null;
}

/** What whoever holds a secret shows: nothing more. Also what a simulation assumes. */
export const BEARER: Shown = { proofKind: 'BEARER', attestation: null, instance: null };

const BY_KIND = {
  API_KEY: 'BEARER',
  CLIENT_SECRET: 'BEARER',
  PRIVATE_KEY_JWT: 'PRIVATE_KEY',
  FEDERATED_OIDC: 'ATTESTED_WORKLOAD',
} as const satisfies Record<CredentialKind, ProofKind>;

/** What a credential of this kind proves by itself. */
export function proofKindOf(kind: CredentialKind): ProofKind {
  return BY_KIND[kind];
}

/**
 * A token is worth what it was issued upon. One that is bound to a key lifts a secret, which anybody could have copied; it
 * takes nothing from what was stronger already.
 */
export function proofKindOfToken(kind: CredentialKind, isBound: boolean): ProofKind {
  const own = proofKindOf(kind);
  return own === 'ATTESTED_WORKLOAD' || !isBound ? own : 'DPOP';
}
