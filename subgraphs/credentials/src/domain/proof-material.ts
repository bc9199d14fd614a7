import { allow, type Decision } from '@bailiwick/decision';
import type { AddressPolicy } from '@bailiwick/subgraph-host/issuer-keys/address';
import { decideClientKey, type ClientKey } from './client-key.js';
import type { CredentialKind, Federation } from './credential.js';
import { decideFederation } from './federation.js';
import { invalid } from './problem.js';

/** What will prove a credential of each kind: a secret that is made here, a key, or another issuer's word. */
export type ProofMaterial =
  | { readonly kind: 'API_KEY' | 'CLIENT_SECRET' }
  | { readonly kind: 'PRIVATE_KEY_JWT'; readonly key: ClientKey }
  | { readonly kind: 'FEDERATED_OIDC'; readonly federation: Federation };

export interface ProofRequest {
  readonly kind: CredentialKind;
  readonly publicJwk: unknown;
  readonly federation: Federation | null;
}

/** Each kind takes its own material and no other: what is sent for another kind would seem to protect and would not. */
export function decideProofMaterial(
  { kind, publicJwk, federation }: ProofRequest,
  policy: AddressPolicy,
): Decision<ProofMaterial, 'credentials.invalid_input'> {
  const hasKey = publicJwk !== null && publicJwk !== undefined;
  if (hasKey && kind !== 'PRIVATE_KEY_JWT')
    return invalid(['publicJwk'], 'Only a PRIVATE_KEY_JWT credential has a key.');
  if (federation !== null && kind !== 'FEDERATED_OIDC')
    return invalid(['federation'], 'Only a FEDERATED_OIDC credential has an issuer.');
  if (kind === 'PRIVATE_KEY_JWT') {
    if (!hasKey) return invalid(['publicJwk'], 'A PRIVATE_KEY_JWT credential needs the public key of the client.');
    const key = decideClientKey(publicJwk);
    return key.allowed ? allow({ kind, key: key.value }) : key;
  }
  if (kind === 'FEDERATED_OIDC') {
    if (federation === null)
      return invalid(['federation'], 'A FEDERATED_OIDC credential needs issuer, audience, subject pattern and keys.');
    const trusted = decideFederation(federation, policy);
    return trusted.allowed ? allow({ kind, federation: trusted.value }) : trusted;
  }
  return allow({ kind });
}
