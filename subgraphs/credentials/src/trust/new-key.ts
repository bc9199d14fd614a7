import { randomBytes } from 'node:crypto';
import type { Environment } from '../domain/machine-identity.js';
import type { ProofMaterial } from '../domain/proof-material.js';
import { formatKey, hintOf, referenceFrom, SECRET_BYTES, type SecretKind } from '../domain/secret-format.js';
import type { Pepper } from '../settings.js';
import { hashSecret, type HashedSecret } from './hash-secret.js';

/** A key that exists twice: as the text that is shown once, and as the hash that is kept. */
export interface NewKey extends HashedSecret {
  readonly secret: string;
  readonly reference: string;
  readonly hint: string;
}

/** What is kept of a version, whatever proves it; `secret` is for whoever asked, once, and null where there is none. */
export interface NewProof {
  readonly secret: string | null;
  readonly reference: string;
  readonly hint: string;
  readonly secretHash: Buffer | null;
  readonly pepperKid: string | null;
  readonly keyThumbprint: string | null;
  readonly publicJwk: Readonly<Record<string, string>> | null;
}

/** The only place where a secret is made, and only when somebody asked for it: the system never makes one by itself. */
export function newKey(
  environment: Environment,
  peppers: readonly Pepper[],
  now: Date,
  { kind = 'API_KEY', reference = newReference() }: { readonly kind?: SecretKind; readonly reference?: string } = {},
): NewKey {
  const secret = formatKey(environment, reference, randomBytes(SECRET_BYTES), kind);
  return { secret, reference, hint: hintOf(secret), ...hashSecret(secret, peppers, now) };
}

/** A first version, or with `reference` the next one of the same credential. */
export function newProof(
  material: ProofMaterial,
  environment: Environment,
  peppers: readonly Pepper[],
  now: Date,
  reference: string = newReference(),
): NewProof {
  const nothing = { secret: null, reference, secretHash: null, pepperKid: null, keyThumbprint: null, publicJwk: null };
  switch (material.kind) {
    case 'PRIVATE_KEY_JWT': {
      const { publicJwk, thumbprint } = material.key;
      return { ...nothing, hint: `key_${thumbprint.slice(0, 8)}`, keyThumbprint: thumbprint, publicJwk };
    }
    case 'FEDERATED_OIDC':
      return { ...nothing, hint: `oidc_${new URL(material.federation.issuer).host}` };
    default:
      return { ...nothing, ...newKey(environment, peppers, now, { kind: material.kind, reference }) };
  }
}

function newReference(): string {
  return referenceFrom(randomBytes(64));
}
