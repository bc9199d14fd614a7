import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BODY_BYTES_MAX } from './listener.js';
import { handlePublic } from './public-routes.js';

let server: Server;
let at: (path: string) => URL;
const seen: string[] = [];

beforeAll(async () => {
  const mount = {
    paths: [
      { method: 'POST', path: '/token' },
      { method: 'GET', path: '/jwks' },
    ],
    handle: (
      request: { readonly url?: string | undefined },
      response: { end: (text: string) => unknown },
      body: Buffer,
    ) => {
      seen.push(`${request.url ?? ''} ${body.toString()}`);
      response.end('from the mount');
      return Promise.resolve();
    },
  };
  server = createServer((request, response) => {
    void handlePublic({ routes: [], mounts: [mount] }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  at = (path) => new URL(path, `http://127.0.0.1:${port}`);
});
afterAll(() => server.close());

describe('a handler that is mounted on the public listener', () => {
  test('gets what is sent to its paths, body and query included', async () => {
    const answer = await fetch(at('/token?a=1'), { method: 'POST', body: 'grant_type=x' });
    expect([answer.status, await answer.text(), seen]).toEqual([200, 'from the mount', ['/token?a=1 grant_type=x']]);
  });

  test.each([
    ['GET', '/token'],
    ['POST', '/jwks'],
    ['GET', '/token/'],
    ['POST', '/token-exchange'],
    ['POST', '/graphql'],
    ['GET', '/auth'],
    ['GET', '//jwks'],
  ])('is not reached by %s %s, whatever routes it has', async (method, path) => {
    seen.length = 0;
    const url = at('/');
    const answer = await fetch(`${url.origin}${path}`, { method });
    expect([answer.status, seen]).toEqual([404, []]);
  });

  test('never gets a body beyond the limit', async () => {
    seen.length = 0;
    const answer = await fetch(at('/token'), { method: 'POST', body: 'a'.repeat(BODY_BYTES_MAX + 1) });
    expect([answer.status, seen]).toEqual([413, []]);
  });
});
