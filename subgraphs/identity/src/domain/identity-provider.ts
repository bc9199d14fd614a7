import { allow, refuse, type Decision } from '@bailiwick/decision';
import { addressProblem, type AddressPolicy } from '@bailiwick/subgraph-host/issuer-keys/address';
import type { IdentityCode } from './reasons.js';
import { invalid } from './words.js';

export const PROVIDERS_MAX = 20;

/** Has a name and no address: its keys are known on the machine that it is for, and nowhere else. */
export const DEVELOPMENT_ISSUER = 'urn:bailiwick:dev';

export interface IdentityProvider {
  readonly id: string;
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly connectedAt: Date;
}

export interface ProviderRequest {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
}

/**
 * A tenant names the issuer whose word it takes, and we fetch that issuer's keys. So the address must be one that is
 * public by its name already (the connection checks again what the name resolves to). People are linked by issuer and
 * subject: a second audience with keys of its own would let whoever connects it sign in as anybody of that issuer. So in
 * one tenant an issuer has one key set, and it is never swapped.
 */
export function decideConnection(
  request: ProviderRequest,
  existing: readonly IdentityProvider[],
  policy: AddressPolicy,
  made: { readonly id: string; readonly now: Date },
): Decision<IdentityProvider, IdentityCode> {
  const audience = request.audience.trim();
  const isDevelopment = policy.loopbackAllowed && request.issuer === DEVELOPMENT_ISSUER;
  const problem = isDevelopment ? null : addressProblem(request.issuer, policy);
  if (problem !== null) return invalid('issuer', `issuer ${problem}`);
  if (/[?#]/.test(request.issuer))
    return invalid('issuer', 'issuer must have no query and no fragment (OpenID Connect Discovery 1.0, section 3).');
  if (audience.length === 0 || audience.length > 255 || /\s/.test(audience)) {
    return invalid('audience', 'audience needs 1 to 255 characters without spaces: the client id at your issuer.');
  }
  const keysProblem = addressProblem(request.jwksUri, policy);
  if (keysProblem !== null) return invalid('jwksUri', `jwksUri ${keysProblem}`);
  if (existing.some((provider) => provider.issuer === request.issuer && provider.audience === audience)) {
    return refuse('identity.provider_already_connected', { path: ['issuer'] });
  }
  if (existing.some((provider) => provider.issuer === request.issuer && provider.jwksUri !== request.jwksUri)) {
    return invalid('jwksUri', 'jwksUri must be that of your other connection of this issuer: it has one set of keys.');
  }
  if (existing.length >= PROVIDERS_MAX)
    return refuse('identity.provider_limit_reached', { facts: { limit: PROVIDERS_MAX } });
  return allow({ id: made.id, issuer: request.issuer, audience, jwksUri: request.jwksUri, connectedAt: made.now });
}
