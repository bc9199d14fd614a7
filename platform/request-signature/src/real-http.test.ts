import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aSignedRequest, aVerifier, SHARED, verdictOf } from '../test/builders.js';

const answers: string[] = [];
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const [path = '', query] = (incoming.url ?? '').split('?', 2);
      const verifier = aVerifier({ authority: `127.0.0.1:${port}` });
      answers.push(
        verdictOf(
          {
            method: incoming.method ?? '',
            path,
            query: query === undefined ? '' : `?${query}`,
            headers: incoming.rawHeaders,
            body: Buffer.concat(chunks),
          },
          verifier,
        ),
      );
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port; // a TCP server's address is one
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Sends it as written; node joins what is given as an array into repeated header lines. */
async function answerTo(headers: Record<string, string | string[]>, body: string): Promise<string | undefined> {
  await new Promise<void>((resolve, reject) => {
    const outgoing = httpRequest(
      { port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers: { ...headers, host: 'somewhere.else' } },
      (response) => response.resume().on('end', resolve),
    );
    outgoing.on('error', reject).end(body);
  });
  return answers.at(-1);
}

function signedHeaders(): { readonly headers: Record<string, string>; readonly body: string } {
  const { headers, body } = aSignedRequest({ authority: `127.0.0.1:${port}`, pairSecrets: () => [SHARED] });
  return {
    headers: Object.fromEntries(
      headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : [])),
    ),
    body: String(body),
  };
}

describe('over real HTTP', () => {
  test('a signed request is accepted, whatever Host says', async () => {
    const { headers, body } = signedHeaders();
    await expect(answerTo(headers, body)).resolves.toBe('accepted');
  });

  test.each(['txn-token', 'signature', 'content-digest', 'x-request-id'])(
    'a doubled %s is seen and refused',
    async (name) => {
      const { headers, body } = signedHeaders();
      await expect(answerTo({ ...headers, [name]: [headers[name] ?? '', headers[name] ?? ''] }, body)).resolves.toBe(
        'header_repeated',
      );
    },
  );

  test('a body changed on the way is refused', async () => {
    const { headers, body } = signedHeaders();
    await expect(answerTo(headers, `${body} `)).resolves.toBe('digest_wrong');
  });
});
