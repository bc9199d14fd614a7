import { compactVerify, importJWK } from 'jose';
import { InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';
import { Provider, type ProviderContext } from 'oidc-provider/lib/provider.js';
import { parseKey } from '../domain/secret-format.js';
import { findTenantOfCredential, listSecretProofs, type ClientKeyVersion } from '../store/oauth-client.js';
import { isSecretOf } from '../trust/hash-secret.js';
import { rememberClient } from './presented-client.js';
import { findClient, type TokenEndpointServices } from './services.js';

/** An assertion is made for one request; one that is good for longer waits to be stolen. */
const ASSERTION_SECONDS_MAX = 600;
const NOBODYS = '00000000-0000-4000-8000-000000000000';

/**
 * Compares with the hashes under the pepper that each names, in constant time. A secret of the other environment is
 * refused by its form, before its hash is looked up. Nothing to compare with costs one comparison, too.
 */
export async function compareSecret(
  { database, settings, clock }: TokenEndpointServices,
  clientId: string,
  presented: string,
): Promise<boolean> {
  const secret = parseKey(presented);
  if (secret?.kind !== 'CLIENT_SECRET' || secret.environment !== settings.environment) return false;
  const home = await database.inSystem('directory', (tx) => findTenantOfCredential(tx, clientId));
  const proofs = await database.inTenant(home ?? NOBODYS, (tx) => listSecretProofs(tx, clientId), { readOnly: true });
  const candidates = proofs.length === 0 ? [null] : proofs;
  const matching = candidates.filter((proof) => isSecretOf(proof, secret.whole, settings.peppers(), clock()))[0];
  if (!matching) return false;
  rememberClient(Provider.ctx, { versionNumber: matching.number, attestation: null });
  return true;
}

/** The library has verified the assertion; what is left is that it does not live long, and which of the keys made it. */
export async function acceptAssertion(
  services: TokenEndpointServices,
  ctx: ProviderContext,
  { exp }: { readonly exp?: unknown },
  clientId: string,
): Promise<void> {
  if (typeof exp !== 'number' || exp - services.clock().getTime() / 1000 > ASSERTION_SECONDS_MAX)
    throw new InvalidClientAuth('the assertion lives too long');
  const client = await findClient(services, clientId);
  const assertion = String(ctx.oidc.params?.['client_assertion']);
  const versionNumber = await versionThatSigned(assertion, client?.keys ?? []);
  if (versionNumber === null) throw new InvalidClientAuth('no version of the client has this key any more');
  rememberClient(ctx, { versionNumber, attestation: null });
}

/** During a rotation there are two. A `kid` is whatever the client likes, so the signature says it. */
async function versionThatSigned(assertion: string, keys: readonly ClientKeyVersion[]): Promise<number | null> {
  for (const { number, publicJwk } of keys) if (await isSignedBy(assertion, publicJwk)) return number;
  return null;
}

async function isSignedBy(assertion: string, publicJwk: ClientKeyVersion['publicJwk']): Promise<boolean> {
  try {
    const { alg } = JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString()) as { alg: string }; // the library has read it
    await compactVerify(assertion, await importJWK({ ...publicJwk }, alg));
    return true;
  } catch {
    return false; // another key of the client made it
  }
}
