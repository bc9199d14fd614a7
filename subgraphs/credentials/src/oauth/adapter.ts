import { Provider } from 'oidc-provider/lib/provider.js';
import { withdrawMachine } from '../store/emitted.js';
import { findAccessToken, findTenantOfToken, replaceTokenRevoked } from '../store/access-token.js';
import { findCredential } from '../store/credential.js';
import { decoyOf, metadataOf } from './client-metadata.js';
import { isTokenLive } from './introspect.js';
import { findClient, type TokenEndpointServices } from './services.js';

/** What the library keeps things in: clients are credentials, tokens are rows, and nothing else exists. */
export function createAdapter(services: TokenEndpointServices): (model: string) => object {
  const models: Readonly<Record<string, object>> = {
    Client: { find: (id: string) => findMetadata(services, id) },
    ClientCredentials: {
      find: (jti: string) => findLiveToken(services, jti),
      destroy: (jti: string) => revokeToken(services, jti),
    },
  };
  return (model) => ({ ...NOTHING, ...models[model] });
}

const NOTHING = {
  find: () => Promise.resolve(undefined),
  upsert: () => Promise.reject(new Error('The token endpoint keeps no such thing.')),
  destroy: () => Promise.resolve(),
};

async function findMetadata(services: TokenEndpointServices, id: string): Promise<object> {
  const client = await findClient(services, id);
  if (client !== null) return metadataOf(client);
  return decoyOf(id, Provider.ctx?.oidc.params?.['client_assertion'] === undefined ? 'SECRET' : 'ASSERTION');
}

/** As the library stores a token, for introspection and revocation. Undefined for one that is not live: both then say nothing. */
async function findLiveToken(
  { database, settings, clock }: TokenEndpointServices,
  jti: string,
): Promise<object | undefined> {
  const home = await database.inSystem('directory', (tx) => findTenantOfToken(tx, jti));
  if (home === null) return undefined;
  return database.inTenant(home, async (tx) => {
    const token = await findAccessToken(tx, jti);
    if (token === null || !(await isTokenLive(tx, token, { settings, home, now: clock() }))) return undefined;
    return {
      kind: 'ClientCredentials',
      jti,
      clientId: token.credentialId,
      aud: settings.tokenEndpoint?.audience,
      iat: seconds(token.issuedAt),
      exp: seconds(token.expiresAt),
      ...(token.keyThumbprint !== null && { jkt: token.keyThumbprint }),
    };
  });
}

/** RFC 7009: this token alone. Gateways drop what they made of it, with all else of the machine, within a second. */
async function revokeToken({ database, clock }: TokenEndpointServices, jti: string): Promise<void> {
  const home = await database.inSystem('directory', (tx) => findTenantOfToken(tx, jti));
  if (home === null) return;
  await database.inTenant(home, async (tx) => {
    const token = await findAccessToken(tx, jti);
    const credential = token === null ? null : await findCredential(tx, token.credentialId);
    if (credential === null || !(await replaceTokenRevoked(tx, jti, clock()))) return;
    await withdrawMachine(tx, credential.machineIdentityId, clock());
  });
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
