import type { ProviderContext } from 'oidc-provider/lib/provider.js';
import type { Attestation } from '../domain/proof-kind.js';

/** What the authentication of a client showed, for the step that issues the token. */
export interface AuthenticatedClient {
  readonly versionNumber: number;
  readonly attestation: Attestation | null;
}

const authenticated = new WeakMap<object, AuthenticatedClient>();

/** Kept beside the request and gone with it: clients are shared between requests, and so must not hold it. */
export function rememberClient(ctx: ProviderContext | undefined, client: AuthenticatedClient): void {
  if (ctx !== undefined) authenticated.set(ctx, client);
}

export function clientOf(ctx: ProviderContext): AuthenticatedClient | null {
  return authenticated.get(ctx) ?? null;
}
