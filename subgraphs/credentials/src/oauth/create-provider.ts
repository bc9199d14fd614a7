import { randomBytes } from 'node:crypto';
import { DatabaseUnavailable } from '@bailiwick/database';
import { ASYMMETRIC_ALGORITHMS } from '@bailiwick/subgraph-host/issuer-keys';
import { InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import { Provider, type ProviderContext, type TokenModel } from 'oidc-provider/lib/provider.js';
import { acceptedJwks, keyToSignWith, type TokenSigningKey } from '@bailiwick/transaction-token';
import { createAdapter } from './adapter.js';
import { acceptAssertion, compareSecret } from './authenticate-client.js';
import { ACCESS_TOKEN_SECONDS, issueToken } from './issue-token.js';
import { onlyOnce } from './only-once.js';
import { noteRefusal, proofOf } from './refusals.js';
import type { TokenEndpointServices } from './services.js';
import { registerWorkloadGrant } from './workload-grant.js';

export const ROUTES = {
  token: '/oauth/token',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
  jwks: '/oauth/jwks',
} as const;

const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * The OAuth protocol is the library's; what is ours is put in where it asks: who the clients are, how a secret is compared,
 * what is used only once, whether the chain of trust holds. One for each state of the keys, which it reads when it is made.
 */
export function createProvider(services: TokenEndpointServices, keys: readonly TokenSigningKey[]): Provider {
  const { issuer } = services.tokenEndpoint;
  const provider = new Provider(issuer, configurationOf(services, keys));
  provider.proxy = true; // what it takes for the client's URL is written by us, from the issuer: see mounted-request.ts
  provider.Client.prototype.compareClientSecret = function compare(
    this: { readonly clientId: string },
    presented: string,
  ) {
    return compareSecret(services, this.clientId, presented);
  };
  provider.ReplayDetection.unique = (clientId, jti, expiresAt) => onlyOnce(services, clientId, jti, expiresAt);
  registerWorkloadGrant(provider, services);
  for (const event of ['grant.error', 'introspection.error', 'revocation.error'])
    provider.on(event, (ctx, error) => void keepRefusal(services, ctx, error));
  provider.on('server_error', (ctx, error) => {
    answerFailure(services, ctx, error);
  });
  return provider.use(onlyWhatWeOffer);
}

function configurationOf(services: TokenEndpointServices, keys: readonly TokenSigningKey[]): object {
  const now = services.clock();
  const accepted = new Set(acceptedJwks(keys, now).keys.map(({ kid }) => kid));
  return {
    adapter: createAdapter(services),
    jwks: { keys: keys.filter(({ kid }) => accepted.has(kid)).map(privateJwk) },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      clientAuthSigningAlgValues: [...ASYMMETRIC_ALGORITHMS],
      dPoPSigningAlgValues: [...ASYMMETRIC_ALGORITHMS],
    },
    clientDefaults: { id_token_signed_response_alg: 'EdDSA', response_types: [], grant_types: [] },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    routes: ROUTES,
    ttl: { ClientCredentials: ACCESS_TOKEN_SECONDS },
    features: featuresOf(services.tokenEndpoint.audience, keyToSignWith(keys, now)?.kid ?? ''),
    extraTokenClaims: async (ctx: ProviderContext, token: TokenModel) => {
      await issueToken(services, ctx, token);
      return {};
    },
    assertJwtClientAuthClaimsAndHeader: (
      ctx: ProviderContext,
      claims: { readonly exp?: unknown },
      _header: unknown,
      client: { readonly clientId: string },
    ) => acceptAssertion(services, ctx, claims, client.clientId),
    renderError: (ctx: ProviderContext, out: object) => {
      ctx.body = out; // never a page, whatever the client would rather read
    },
    responseTypes: [],
    scopes: [],
    claims: {},
    cookies: { keys: [randomBytes(32).toString('base64url')] }, // none is ever set: there is nobody to sign in
    findAccount: () => Promise.resolve(undefined),
  };
}

/** RFC 9068 tokens for one resource, the gateway. Whoever asks for another is told that there is none. */
function featuresOf(audience: string, kid: string): object {
  const resource = {
    scope: '',
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: 'EdDSA', kid } },
  };
  const isOwn = (_ctx: unknown, client: { readonly clientId: string }, token: { readonly clientId: string }) =>
    client.clientId === token.clientId;
  return {
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    introspection: { enabled: true, allowedPolicy: isOwn },
    revocation: { enabled: true, allowedPolicy: isOwn },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx: unknown, wanted: string) => {
        if (wanted !== audience) throw new InvalidTarget();
        return resource;
      },
    },
    ...Object.fromEntries(
      ['devInteractions', 'userinfo', 'rpInitiatedLogout', 'pushedAuthorizationRequests'].map((name) => [
        name,
        { enabled: false },
      ]),
    ),
  };
}

function privateJwk({ kid, privateKey }: TokenSigningKey): object {
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
}

const OFFERED = [
  'issuer',
  'token_endpoint',
  'jwks_uri',
  'introspection_endpoint',
  'revocation_endpoint',
  'grant_types_supported',
  'response_types_supported',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'dpop_signing_alg_values_supported',
];

/** The metadata of RFC 8414 without what the library could also do, and nobody here can reach. */
async function onlyWhatWeOffer(ctx: ProviderContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.req.method !== 'GET' || !ctx.req.url?.startsWith('/.well-known/')) return;
  ctx.body = Object.fromEntries(Object.entries(ctx.body ?? {}).filter(([name]) => OFFERED.includes(name)));
}

async function keepRefusal(services: TokenEndpointServices, ctx: ProviderContext, error: Error): Promise<void> {
  if (ctx.status !== 401 && !/replay|dpop/i.test(`${error.message} ${proofOf(error)}`)) return;
  try {
    await noteRefusal(services, ctx, proofOf(error));
  } catch (cause) {
    services.log.error({ err: cause }, 'refusal not kept');
  }
}

/** Said after the library has written that it is our fault: while the database is away, it is only for now. */
function answerFailure({ log }: TokenEndpointServices, ctx: ProviderContext, error: Error): void {
  if (!(error instanceof DatabaseUnavailable)) {
    log.error({ err: error }, 'token request failed');
    return;
  }
  ctx.status = 503;
  ctx.set('retry-after', '1');
  ctx.body = { error: 'temporarily_unavailable', error_description: 'This service does not answer at the moment.' };
}
