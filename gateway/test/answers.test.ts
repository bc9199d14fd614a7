import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EXCHANGE, FIELD, HTTP, OPERATION } from '../src/index.js';
import { createHealth } from '../src/health.js';
import { createListener, listen } from '../src/server.js';
import { aJwt, aLog, startPlatform, type Platform } from './builders.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ environment: { REQUEST_TIMEOUT_MS: '1000' } });
});
afterAll(() => platform.stop());
beforeEach(() => {
  platform.identity.refuse = null;
  platform.identity.lobby = false;
  for (const subgraph of Object.values(platform.subgraphs)) subgraph.instead = null;
});

interface Got {
  readonly status: number;
  readonly code: unknown;
  readonly challenge: string | undefined;
  readonly retryAfter: string | undefined;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly lines?: readonly string[];
  readonly credential?: readonly string[];
  readonly type?: string;
  readonly body?: string;
  readonly to?: string;
}

const MAY = '{"query":"{ may }"}';
const bearer = (): readonly string[] => ['authorization', `Bearer ${aJwt({ jti: crypto.randomUUID() })}`];

/** Header lines exactly as given: `fetch` would join, refuse or add some. */
function send(sent: Sent): Promise<Got> {
  const { method = 'POST', path = '/graphql', lines = [], credential = bearer(), type = 'application/json' } = sent;
  const { body = method === 'GET' ? '' : MAY, to = platform.url } = sent;
  const length = Buffer.byteLength(body);
  const sized = method === 'GET' ? [] : ['content-type', type, 'content-length', String(length)];
  const headers = ['host', new URL(to).host, ...sized, ...credential, ...lines];
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, to), { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      const { 'www-authenticate': challenge, 'retry-after': retryAfter } = response.headers;
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, code: codeIn(text), challenge, retryAfter }),
      );
    });
    request.on('error', reject).end(body);
  });
}

/** What is no HTTP, or not enough of it. */
function sendBytes(text: string): Promise<Got> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(platform.url).port), '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('close', () => {
      const [head = '', body = ''] = received.split('\r\n\r\n', 2);
      resolve({ status: Number(head.split(' ')[1]), code: codeIn(body), challenge: undefined, retryAfter: undefined });
    });
  });
}

function codeIn(text: string): unknown {
  const { errors } = JSON.parse(text) as { errors?: { extensions?: { code?: unknown } }[] }; // GraphQL over HTTP's shape
  return errors?.[0]?.extensions?.code;
}

const post = (body: object): Promise<Got> => send({ body: JSON.stringify(body) });
const get = (query: string, accept = 'application/json'): Promise<Got> =>
  send({
    method: 'GET',
    path: `/graphql?query=${encodeURIComponent(query)}`,
    lines: ['apollo-require-preflight', '1', 'accept', accept],
  });

/** A listener whose routes are all out of order. */
async function outOfOrder(path: string): Promise<Got> {
  const health = createHealth(() => false);
  health.enter('ready');
  const routes = {
    graphql: () => Promise.reject(new Error('boom')),
    playground: null,
    health,
    newRequestId: () => 'r1',
    log: aLog().log,
  };
  const server = createListener(routes, platform.config);
  const { port } = await listen(server, { host: '127.0.0.1', port: 0 });
  try {
    return await send({ to: `http://127.0.0.1:${String(port)}`, path });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const HTTP_CASES: Readonly<Record<keyof typeof HTTP, () => Promise<Got>>> = {
  nothingHere: () => send({ path: '/nothing' }),
  method: () => send({ method: 'DELETE' }),
  unreadable: () => sendBytes('garbage\r\n\r\n'),
  tooSlow: () => sendBytes('POST /graphql HTTP/1.1\r\nhost: x\r\n'),
  headersTooLarge: () => sendBytes(`GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`),
  notJson: () => send({ type: 'text/plain' }),
  bodyTooLarge: () => post({ query: '{ may }', variables: { pad: 'x'.repeat(1_048_577) } }),
  malformedBody: () => send({ body: '{"query": ' }),
  tenantHeaders: () => send({ lines: ['x-tenant', 'a', 'x-tenant', 'b'] }),
  noCredential: () => send({ credential: [] }),
  doubledCredential: () => send({ credential: [...bearer(), ...bearer()] }),
  unusableCredential: () => send({ credential: ['authorization', 'Bearer garbage'] }),
  notReady: () => outOfOrder('/readyz'),
  broken: () => outOfOrder('/graphql'),
};

const OPERATION_CASES: Readonly<Record<keyof typeof OPERATION, () => Promise<Got>>> = {
  parseFailed: () => post({ query: '{ may' }),
  validationFailed: () => post({ query: '{ nothing }' }),
  badVariables: () => post({ query: 'mutation A($amount: Int!) { pay(amount: $amount) }' }),
  unresolved: () => post({ query: 'query A { may }', operationName: 'B' }),
  badShape: () => send({ body: `[${MAY}]` }),
  mutationByGet: () => get('mutation { pay(amount: 1) }'),
  notAcceptable: () => get('{ may }', 'image/png'),
  persistedQuery: () => post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
};

const named = <Table extends object>(table: Table) => Object.keys(table).map((name) => [name as keyof Table] as const);

describe('every answer that the page of errors shows', () => {
  test.each(named(HTTP))('for the whole request is given: %s', async (name) => {
    const { status, code, challenge } = { challenge: undefined, ...HTTP[name] };
    const got = await HTTP_CASES[name]();
    expect(got).toMatchObject({ status, code });
    const error = challenge === undefined ? undefined : challengeOf(challenge);
    expect(got.challenge).toEqual(error);
  });

  test.each(named(OPERATION))('for the operation is given: %s', async (name) => {
    const { status, code } = OPERATION[name];
    expect(await OPERATION_CASES[name]()).toMatchObject({ status, code });
  });

  test.each([400, 401, 403, 503] as const)('for a refused exchange is given: %i', async (status) => {
    platform.identity.refuse = { status, body: { error: 'any', reason: null, retry_after: 7 } };
    const { code } = EXCHANGE[status];
    const expected = { status, code, retryAfter: status === 503 ? '7' : undefined };
    const got = await send({});
    expect(got).toMatchObject(expected);
    expect(got.challenge !== undefined).toBe('challenge' in EXCHANGE[status]);
  });

  test('for one field is given, with 200', async () => {
    const inBilling = async (code: string): Promise<unknown> => {
      const { billing } = platform.subgraphs;
      const errors = [{ message: 'no', path: ['secretPlan'], extensions: { code } }];
      if (billing !== undefined)
        billing.instead = (response) => void response.end(JSON.stringify({ data: null, errors }));
      const { status, errors: told } = await platform.ask('{ secretPlan }', { headers: { 'x-tenant': code } });
      return [status, told[0]?.extensions['code']];
    };
    const { notPermitted, unavailable, badInput, internal, noTenant } = FIELD;
    for (const { code } of [notPermitted, unavailable, badInput]) expect(await inBilling(code)).toEqual([200, code]);
    expect(await inBilling('UNHEARD_OF')).toEqual([200, internal.code]);
    platform.identity.lobby = true;
    expect(await inBilling(noTenant.code)).toEqual([200, noTenant.code]);
  });
});

function challengeOf(error: string): unknown {
  return error === 'none' ? 'Bearer realm="bailiwick"' : (expect.stringContaining(`error="${error}"`) as unknown);
}
