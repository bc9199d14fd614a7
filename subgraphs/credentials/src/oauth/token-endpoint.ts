// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- whoever compiles this package from its source needs the library's types, too
/// <reference path="./oidc-provider.d.ts" />
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PublicMount } from '@bailiwick/subgraph-host';
import type { TokenSigningKey } from '@bailiwick/transaction-token';
import type { Provider } from 'oidc-provider/lib/provider.js';
import { readAccessToken } from '../exchange/read-access-token.js';
import { keepCircumstances } from './circumstances.js';
import { createProvider, ROUTES } from './create-provider.js';
import { mountedRequest } from './mounted-request.js';
import type { TokenEndpointServices } from './services.js';

const PATHS = [
  ...[ROUTES.token, ROUTES.introspection, ROUTES.revocation].map((path) => ({ method: 'POST', path })),
  ...[ROUTES.jwks, '/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'].map((path) => ({
    method: 'GET',
    path,
  })),
];

/** Token, introspection, revocation, keys and metadata, on the listener for everybody. The library's other routes stay out of reach. */
export function tokenEndpoint(services: TokenEndpointServices): PublicMount {
  const { issuer, trustedProxies } = services.tokenEndpoint;
  const current = handlerOfKeys(services);
  const handle = async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    const named = await nameToken(services, request.url ?? '', body);
    const inner = mountedRequest(request, named, issuer);
    keepCircumstances(inner, request, randomUUID(), trustedProxies);
    await current()(inner, response);
  };
  return { paths: PATHS, handle };
}

type Handler = ReturnType<Provider['callback']>;

/** A new one after each rotation: the library reads its keys when it is made. */
function handlerOfKeys(services: TokenEndpointServices): () => Handler {
  const { tokenEndpoint: settings, clock } = services;
  const stateOf = (keys: readonly TokenSigningKey[]): string => {
    const now = clock();
    return keys
      .map((key) => `${key.kid} ${key.signFrom <= now} ${key.acceptUntil === null || key.acceptUntil > now}`)
      .join();
  };
  let made: { readonly state: string; readonly handler: Handler } | null = null;
  return () => {
    const keys = settings.keys();
    const state = stateOf(keys);
    if (made?.state !== state) made = { state, handler: createProvider(services, keys).callback() };
    return made.handler;
  };
}

/**
 * The library introspects and revokes only tokens that it keeps under their own text, and refuses whatever is a JWT. Ours
 * are kept by their `jti`: so a token of ours is verified here and named by that. What is none names nothing.
 */
async function nameToken(
  { tokenEndpoint: settings, clock }: TokenEndpointServices,
  url: string,
  body: Buffer,
): Promise<Buffer> {
  const path = url.split('?')[0];
  if (path !== ROUTES.introspection && path !== ROUTES.revocation) return body;
  const form = new URLSearchParams(body.toString('utf8'));
  const [token, another] = form.getAll('token');
  if (token === undefined || another !== undefined || !token.includes('.')) return body;
  const read = await readAccessToken(token, settings, clock());
  form.set('token', read?.jti ?? 'none');
  return Buffer.from(form.toString());
}
