import type { ProofKind, Attestation } from '../domain/proof-kind.js';
import type { PresentedKey } from '../domain/secret-format.js';
import type { ReadAccessToken } from './read-access-token.js';

/** What a caller presents. Its form, signature and times are judged already; whether it is live is not. */
export type Evidence = KeyEvidence | TokenEvidence | ClientEvidence;

/** An API key, at the gateway. */
export interface KeyEvidence {
  readonly kind: 'KEY';
  readonly key: PresentedKey;
}

/** An access token of ours, at the gateway, with the key that was proven beside it. */
export interface TokenEvidence {
  readonly kind: 'TOKEN';
  readonly token: ReadAccessToken;
  readonly dpop: DpopEvidence;
}

/** A client that the token endpoint has authenticated. */
export interface ClientEvidence {
  readonly kind: 'CLIENT';
  readonly credentialId: string;
  readonly versionNumber: number;
  readonly proofKind: ProofKind;
  readonly attestation: Attestation | null;
  /** Of the key that the token will be bound to. */
  readonly keyThumbprint: string | null;
}

export type DpopEvidence =
  | { readonly state: 'NONE' }
  | { readonly state: 'INVALID' }
  | { readonly state: 'PROVEN'; readonly thumbprint: string; readonly digest: Buffer; readonly expiresAt: Date };
