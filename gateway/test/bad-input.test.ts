import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aJwt, asked, startPlatform, type Asked, type Platform, like } from './builders.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({
    environment: { MAX_QUERY_DEPTH: '12', MAX_QUERY_ALIASES: '5', MAX_QUERY_TOKENS: '400', REQUEST_TIMEOUT_MS: '1000' },
  });
});
afterAll(() => platform.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const bearer = (credential: string): Record<string, string> => ({
  ...JSON_TYPE,
  authorization: `Bearer ${credential}`,
});

async function send(
  body: string,
  headers: Record<string, string> = bearer(aJwt()),
  method = 'POST',
  path = '',
): Promise<Asked> {
  return asked(await fetch(`${platform.url}${path}`, { method, headers, ...(method === 'POST' ? { body } : {}) }));
}

/** Header lines exactly as given: `fetch` would join or refuse them. */
function sendRaw(
  headers: readonly string[],
  body = '{"query":"{ may }"}',
): Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      platform.url,
      {
        method: 'POST',
        headers: [
          'host',
          new URL(platform.url).host,
          'content-type',
          'application/json',
          'content-length',
          String(body.length),
          ...headers,
        ],
      },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
      },
    );
    // As bytes: Node writes a text body and its headers in one piece, and then the headers as UTF-8 too.
    request.on('error', reject).end(Buffer.from(body));
  });
}

describe('a credential', () => {
  test('that is missing gets 401, the challenge, and what to send', async () => {
    const { status, headers, errors } = await platform.ask('{ may }', { credential: null });
    expect({ status, challenge: headers.get('www-authenticate') }).toEqual({
      status: 401,
      challenge: 'Bearer realm="bailiwick"',
    });
    expect(errors[0]).toEqual({
      message: like(/Authorization: Bearer/),
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['garbage', 'Bearer garbage'],
    ['two parts', 'Bearer eyJhIjoxfQ.eyJhIjoxfQ'],
    ['parts that are no JSON', 'Bearer YWJj.YWJj.YWJj'],
    ['a scheme that is not ours', 'Basic dXNlcjpwYXNz'],
    ['a list of two', `Bearer ${aJwt()}, Bearer ${aJwt()}`],
    ['nothing after the scheme', 'Bearer '],
    ['more than 8 KB', `Bearer ${aJwt({ pad: 'x'.repeat(9_000) })}`],
  ])('that is %s gets 401 and is never exchanged', async (_, authorization) => {
    const before = platform.identity.exchanges.length;
    const { status, headers } = await sendRaw(['authorization', authorization]);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(
      /^Bearer realm="bailiwick", error="invalid_token", error_description="[ -~]+"$/,
    );
    expect(platform.identity.exchanges).toHaveLength(before);
  });

  test.each([
    ['Authorization', ['authorization', `Bearer ${aJwt()}`, 'authorization', `Bearer ${aJwt()}`]],
    ['DPoP', ['authorization', `Bearer ${aJwt()}`, 'dpop', 'a', 'dpop', 'b']],
  ])('with two %s lines gets 401', async (_, lines) => {
    const { status, text } = await sendRaw(lines);
    expect({ status, text }).toEqual({ status: 401, text: like(/one Authorization header/) });
  });

  test('is never repeated in an answer', async () => {
    const credential = `garbage${'x'.repeat(20)}`;
    expect((await sendRaw(['authorization', `Bearer ${credential}`])).text).not.toContain(credential);
    expect(JSON.stringify(platform.logged)).not.toContain(credential);
  });
});

describe('a header about the tenant', () => {
  test.each(['x-tenant', 'x-operator-reason'])('%s that is doubled or too long gets 400', async (name) => {
    const authorization = ['authorization', `Bearer ${aJwt()}`];
    expect((await sendRaw([...authorization, name, 'a', name, 'b'])).status).toBe(400);
    expect((await sendRaw([...authorization, name, 'a'.repeat(1_001)])).status).toBe(400);
  });

  test('arrives at the minter as the text that a person typed', async () => {
    await sendRaw([
      'authorization',
      `Bearer ${aJwt({ jti: 'umlaut' })}`,
      'x-operator-reason',
      Buffer.from('Störung').toString('latin1'),
    ]);
    expect(platform.identity.exchanges.at(-1)?.get('operator_reason')).toBe('Störung');
  });
});

describe('a body', () => {
  test.each([
    ['malformed JSON', '{"query": ', 400, /not valid JSON/],
    ['no JSON object', '"text"', 400, /POST body missing/],
    ['a batch', '[{"query":"{ may }"}]', 400, /batching/],
    ['no query', '{}', 400, /POST body missing/],
    ['an empty query', '{"query":""}', 400, /non-empty/],
    ['variables in a string', '{"query":"{ may }","variables":"{}"}', 400, /should be provided as an object/],
    [
      'a persisted query',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      200,
      /PersistedQueryNotSupported/,
    ],
  ])('with %s gets %s', async (_, body, status, message) => {
    const answer = await send(body);
    expect({ status: answer.status, message: answer.errors[0]?.message }).toEqual({
      status,
      message: like(message),
    });
    expect(answer.headers.get('x-request-id')).not.toBeNull();
  });

  test('over the limit gets 413, whether or not it says its length', async () => {
    const body = JSON.stringify({ query: '{ may }', variables: { pad: 'x'.repeat(1_048_577) } });
    const answer = await send(body);
    expect({ status: answer.status, message: answer.errors[0]?.message }).toEqual({
      status: 413,
      message: like(/1048576 bytes/),
    });
    const stream = new ReadableStream({
      start: (controller) => (controller.enqueue(new TextEncoder().encode(body)), controller.close()),
    });
    const chunked = await fetch(platform.url, {
      method: 'POST',
      headers: bearer(aJwt()),
      body: stream,
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
  });

  test('of just the limit is read', async () => {
    const frame = JSON.stringify({ query: '{ may }', variables: { pad: '' } }).length;
    const body = JSON.stringify({ query: '{ may }', variables: { pad: 'x'.repeat(1_048_576 - frame) } });
    expect((await send(body)).status).toBe(200);
  });

  test.each([
    ['is not JSON by its type', { 'content-type': 'text/plain' }],
    ['is compressed', { 'content-encoding': 'gzip' }],
  ])('that %s gets 415', async (_, headers) => {
    expect((await send('{"query":"{ may }"}', { ...bearer(aJwt()), ...headers })).status).toBe(415);
  });

  test('that stops half way is cut off', async () => {
    const socket = connect(Number(new URL(platform.url).port), '127.0.0.1');
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${aJwt()}\r\ncontent-length: 100\r\n\r\n{`,
    );
    const text = await new Promise<string>((resolve) => {
      let received = '';
      socket.on('data', (chunk: Buffer) => (received += chunk.toString())).on('close', () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that is no HTTP gets an answer all the same, and so do headers beyond all measure', async () => {
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(new URL(platform.url).port), '127.0.0.1', () => socket.write(text));
        socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      });
    expect(await raw('garbage\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(await raw(`GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe('an operation', () => {
  test.each([
    ['that does not parse', '{ may', {}, 'GRAPHQL_PARSE_FAILED'],
    ['with an unknown field', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['that the document does not have', 'query A { may }', { operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['not named among several', 'query A { may } query B { may }', {}, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'with a variable of the wrong type',
      'query A($scale: Int) { tenant { plan(scale: $scale) } }',
      { variables: { scale: 'many' } },
      'BAD_USER_INPUT',
    ],
    ['without a variable that it needs', 'mutation A($amount: Int!) { pay(amount: $amount) }', {}, 'BAD_USER_INPUT'],
    [
      'deeper than allowed',
      `{ __type(name: "A") { fields { type ${'{ ofType '.repeat(10)} { name } ${'}'.repeat(10)} } } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['of too many tokens', `{ ${'may '.repeat(500)} }`, {}, 'GRAPHQL_PARSE_FAILED'],
    [
      'with too many aliases',
      `{ ${[1, 2, 3, 4, 5, 6].map((n) => `a${String(n)}: may`).join(' ')} }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s gets what is wrong with it', async (_, query, options, code) => {
    const { status, errors } = await platform.ask(query, options);
    expect({ status, code: errors[0]?.extensions['code'] }).toEqual({ status: 400, code });
    expect(errors.every(({ extensions }) => Object.keys(extensions).join() === 'code')).toBe(true);
  });

  test('is a query when it comes with GET, and only from a client that a browser cannot be tricked into', async () => {
    const get = (query: string, headers: Record<string, string>) =>
      send('', { authorization: `Bearer ${aJwt()}`, ...headers }, 'GET', `?query=${encodeURIComponent(query)}`);
    expect((await get('{ may }', { 'apollo-require-preflight': '1' })).data).toEqual({ may: true });
    expect((await get('{ may }', {})).errors[0]?.message).toContain('CSRF');
    const mutation = await get('mutation { pay(amount: 1) }', { 'apollo-require-preflight': '1' });
    expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('is nothing for another method or path', async () => {
    expect((await send('', bearer(aJwt()), 'DELETE')).status).toBe(405);
    expect((await send('', bearer(aJwt()), 'GET', '/other')).status).toBe(404);
  });
});

describe('headers of trust that a client sends', () => {
  test('reach nobody', async () => {
    const forged = {
      'txn-token': 'forged',
      signature: 'hop=:eA==:',
      'signature-input': 'hop=()',
      'content-digest': 'sha-256=:eA==:',
      'x-request-id': 'forged',
      'x-internal': 'forged',
      cookie: 'forged',
      'x-tenant': 'acme',
    };
    const hops = platform.subgraphs['access']?.received ?? [];
    hops.length = 0;
    const { headers } = await platform.ask('{ may }', { credential: aJwt({ jti: 'forger' }), headers: forged });
    expect(hops).toHaveLength(1);
    expect(hops[0]?.verified).not.toBeNull();
    expect(JSON.stringify(hops[0]?.headers)).not.toMatch(/forged|eA==|acme|authorization|cookie/);
    expect(headers.get('x-request-id')).not.toBe('forged');
    expect(platform.identity.requestIds.at(-1)).toBe(headers.get('x-request-id'));
  });
});
