import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TransactionTokenSigner } from '@bailiwick/transaction-token';
import type { PublicMount, PublicRoute } from './definition.js';
import { splitTarget } from './internal-routes.js';
import { answerJson, BODY_BYTES_MAX, readBody } from './listener.js';

/** The keys that verify this minter's Txn-Tokens; those that will sign soon are there already. */
export function jwksRoute(signer: TransactionTokenSigner): PublicRoute {
  return {
    method: 'GET',
    path: '/.well-known/txn-jwks.json',
    handle: () =>
      Promise.resolve({ status: 200, headers: { 'cache-control': 'public, max-age=30' }, body: signer.publicJwks() }),
  };
}

/** What is offered to everybody. */
export interface PublicSide {
  readonly routes: readonly PublicRoute[];
  readonly mounts: readonly PublicMount[];
}

/** The public listener: it has none of the internal paths, so that no routing mistake can expose them. */
export async function handlePublic(
  { routes, mounts }: PublicSide,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = splitTarget(request.url ?? '/');
  const isHere = (each: { readonly method: string; readonly path: string }): boolean =>
    each.method === request.method && each.path === target.path;
  const route = routes.find(isHere);
  const mount = mounts.find(({ paths }) => paths.some(isHere));
  if (route === undefined && mount === undefined)
    return answerJson(response, 404, { error: 'not_found', error_description: 'There is nothing at this path.' });
  const body = await readBody(request);
  if (body === null)
    return answerJson(
      response,
      413,
      { error: 'invalid_request', error_description: `The body is larger than ${BODY_BYTES_MAX} bytes.` },
      { connection: 'close' },
    );
  if (route === undefined) return mount?.handle(request, response, body);
  const query = new URLSearchParams(target.query);
  const address = request.socket.remoteAddress ?? null;
  const { method, path } = route;
  const answer = await route.handle({ method, path, query, headers: request.headers, body, address });
  return answerJson(response, answer.status, answer.body, answer.headers);
}
