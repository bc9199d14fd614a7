import { generateKeyPairSync } from 'node:crypto';
import type { CredentialKind } from '../domain/credential.js';
import type { OAuthClient } from '../store/oauth-client.js';

/** RFC 7523, section 2.1: another issuer's token, as the grant. */
export const WORKLOAD_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The library wants a text where a client has a secret; it never compares with it. There is no secret to put here. */
const KEPT_AS_HASH = 'kept-as-a-hash';

const METHODS = {
  CLIENT_SECRET: 'client_secret_basic',
  PRIVATE_KEY_JWT: 'private_key_jwt',
  FEDERATED_OIDC: 'none',
} as const;

/** A credential as the library wants its clients described. */
export function metadataOf({ credential, keys }: OAuthClient): object {
  const kind = credential.kind === 'API_KEY' ? 'CLIENT_SECRET' : credential.kind; // an API key is no client: none is found
  return describe(
    credential.id,
    kind,
    keys.map(({ publicJwk }) => publicJwk),
  );
}

/**
 * A client that is none, so that an unknown id goes the way of a known one: the same authentication, which nothing passes,
 * and the same answer after about the same time.
 */
export function decoyOf(id: string, presented: 'ASSERTION' | 'SECRET'): object {
  return presented === 'ASSERTION' ? describe(id, 'PRIVATE_KEY_JWT', [NOBODYS_KEY]) : describe(id, 'CLIENT_SECRET', []);
}

function describe(
  id: string,
  kind: Exclude<CredentialKind, 'API_KEY'>,
  keys: readonly Readonly<Record<string, string>>[],
): object {
  return {
    client_id: id,
    redirect_uris: [],
    response_types: [],
    // Both for everybody: which of them is good for what is decided by what was proven, and told to nobody before.
    grant_types: ['client_credentials', WORKLOAD_GRANT],
    token_endpoint_auth_method: METHODS[kind],
    ...(kind === 'CLIENT_SECRET' && { client_secret: KEPT_AS_HASH }),
    ...(kind === 'PRIVATE_KEY_JWT' && { jwks: { keys } }),
  };
}

const NOBODYS_KEY = publicPartOf(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }));

function publicPartOf({
  kty = '',
  crv = '',
  x = '',
}: {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
}) {
  return { kty, crv, x };
}
