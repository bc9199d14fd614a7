import type { PublicRoute } from '@bailiwick/subgraph-host';
import type { JSONWebKeySet } from 'jose';

/** Where the development issuer's keys are read, on identity's public listener. Only there in development. */
export const DEVELOPMENT_JWKS_PATH = '/development/jwks.json';

export function developmentKeysRoute(jwks: JSONWebKeySet): PublicRoute {
  const answer = { status: 200, headers: { 'cache-control': 'no-store' }, body: jwks };
  return { method: 'GET', path: DEVELOPMENT_JWKS_PATH, handle: () => Promise.resolve(answer) };
}
