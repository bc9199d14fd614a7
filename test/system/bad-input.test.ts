import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

const ANA = 'ana@acme.example';
const JSON_TYPE = { 'content-type': 'application/json' };
const OK_BODY = JSON.stringify({ query: '{ tenant { slug } }' });
const MEGABYTE = 1024 * 1024;
/** Nothing that is wrong with a request takes long to say. */
const SOON_MS = 5_000;

let platform: TestPlatform;
let bearer: { readonly authorization: string };
beforeAll(async () => {
  platform = await startTestPlatform();
  bearer = { authorization: `Bearer ${await platform.tokenOf(ANA)}` };
});
afterAll(() => platform.remove());

interface Told {
  readonly status: number;
  readonly code: unknown;
  readonly reason: unknown;
  /** The sentence, and what the reason says to do. */
  readonly message: string;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
}

/** Sends it, and holds what every refusal must be: soon, JSON, with a request id, a sentence, and nothing of our insides. */
async function refused({ method = 'POST', path = '/graphql', headers = {}, body = OK_BODY }: Sent): Promise<Told> {
  const response = await fetch(new URL(path, platform.gateway), {
    method,
    headers: { ...JSON_TYPE, ...bearer, 'x-tenant': 'acme', ...headers },
    ...(body !== null && { body }),
    signal: AbortSignal.timeout(SOON_MS),
  });
  const text = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(text).not.toMatch(/\n\s+at |node_modules|\.(ts|js):\d|stacktrace|select |insert /i);
  return { status: response.status, ...toldIn(text) };
}

function toldIn(text: string): Omit<Told, 'status'> {
  interface Refusal {
    readonly message: string;
    readonly extensions: {
      readonly code: string;
      readonly reason?: { code: string; remedy: { label: string } | null };
    };
  }
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: Refusal[] }; // GraphQL over HTTP's own shape
  expect(data ?? null).toBeNull();
  const [error] = errors ?? [];
  if (error === undefined) throw new Error(`It was not refused: ${text}`);
  expect(error.message.length).toBeGreaterThan(15);
  const { code, reason } = error.extensions;
  return { code, reason: reason?.code ?? null, message: [error.message, reason?.remedy?.label].join(' ') };
}

/** `fetch` would add what is left out here. */
const without = (name: string): Promise<Told> => {
  const { [name]: _, ...headers }: Record<string, string> = { ...JSON_TYPE, ...bearer };
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL('/graphql', platform.gateway), { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ...toldIn(text) }));
    });
    request.setTimeout(SOON_MS, () => request.destroy(new Error('There was no answer.')));
    request.on('error', reject).end(OK_BODY);
  });
};

test('a good request among the bad ones is answered', async () => {
  const { data } = await platform.ask({ as: ANA, tenant: 'acme', query: '{ tenant { slug } }' });
  expect(data).toEqual({ tenant: { slug: 'acme' } });
});

describe('a credential', () => {
  const as = (credential: string): Sent => ({ headers: { authorization: `Bearer ${credential}` } });
  const tampered = async (): Promise<string> => {
    const [header = '', , signature = ''] = (await platform.tokenOf(ANA)).split('.');
    const [, claims = ''] = (await platform.tokenOf('gus@globex.example')).split('.');
    return `${header}.${claims}.${signature}`;
  };
  const unsigned = async (): Promise<string> => {
    const [, claims = ''] = (await platform.tokenOf(ANA)).split('.');
    return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.AA`;
  };
  const foreign = (): string =>
    [
      { alg: 'ES256', typ: 'JWT', kid: 'x' },
      { iss: 'https://nobody.example', aud: 'x', sub: 'ana', exp: 9_999_999_999 },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
      .concat('.AA');
  const otherKey = (): string => {
    const key = platform.keyOf('crm-bridge');
    return `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  };
  const anHourAgo = (): Date => new Date(Date.now() - 3_600_000);

  test('that is missing is asked for', async () => {
    const told = await without('authorization');
    expect(told).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(told.message).toMatch(/Send 'Authorization: Bearer <credential>'/);
  });

  test.each([
    ['is garbage', () => 'garbage', /neither a signed JWT nor an API key/],
    ['is larger than 8 KB', () => 'x'.repeat(9_000), /larger than 8192 bytes/],
    ['has expired', () => platform.tokenOf(ANA, { now: anHourAgo(), lifetimeSeconds: 600 }), /Sign in again/],
    ['is not valid yet', () => platform.tokenOf(ANA, { now: new Date(Date.now() + 3_600_000) }), /Sign in again/],
    ['says another person under the old signature', tampered, /Sign in again/],
    ['is unsigned', unsigned, /Sign in again/],
    ['comes from an issuer that no tenant connected', foreign, /an identity provider that your tenant has connected/],
    ['is an API key with a wrong character', otherKey, /Present a current credential/],
    ['is an API key that nobody issued', () => 'bwk_live_AAAAAAAAAAAA_BBBBBBBBBBBB', /Present a current credential/],
    ['is the beginning of an API key', () => 'bwk_', /Present a current credential/],
  ])('that %s is refused with what to do', async (_, make, sentence) => {
    const told = await refused(as(await make()));
    expect(told).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(told.message).toMatch(sentence);
  });

  test('of another scheme is refused with the scheme to use', async () => {
    const told = await refused({ headers: { authorization: 'Basic YW5hOmFuYQ==' } });
    expect(told).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(told.message).toContain('Bearer');
  });

  test('is never repeated in the answer', async () => {
    expect((await refused(as('a-secret-that-is-no-credential'))).message).not.toContain('a-secret');
  });
});

describe('a tenant', () => {
  test.each([
    ['that does not exist', 'no-such-tenant'],
    ['that is not the caller’s', 'globex'],
    ['with a name that no tenant can have', '../../etc/passwd'],
    ['that is a piece of SQL', "acme' or '1'='1"],
  ])('%s is one that the caller does not belong to', async (_, tenant) => {
    const told = await refused({ headers: { 'x-tenant': tenant } });
    expect(told).toMatchObject({ status: 403, code: 'NOT_PERMITTED', reason: 'identity.tenant_unknown' });
  });

  test('that is left out although there are several is asked for', async () => {
    const { status, errors } = await platform.ask({ as: 'dana@consult.example', query: '{ tenant { slug } }' });
    expect(status).toBe(400);
    expect(errors[0]?.extensions?.['reason']).toMatchObject({ code: 'identity.tenant_required' });
    expect(errors[0]?.message).toMatch(/acme.*globex|globex.*acme/);
  });

  test('with a name that is too long is refused', async () => {
    const told = await refused({ headers: { 'x-tenant': 'a'.repeat(201) } });
    expect(told).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(told.message).toContain('X-Tenant');
  });
});

describe('an operation', () => {
  const operation = (body: object): Sent => ({ body: JSON.stringify(body) });

  test.each([
    ['in malformed JSON', { body: '{"query": "{ tenant' }, 'BAD_REQUEST', /JSON/],
    ['in a JSON text', { body: '"{ tenant { slug } }"' }, 'BAD_REQUEST', /POST body/],
    ['in a batch', { body: `[${OK_BODY}]` }, 'BAD_REQUEST', /batching/],
    ['without a query', operation({ variables: {} }), 'BAD_REQUEST', /POST body|non-empty/],
    ['in malformed GraphQL', operation({ query: '{ tenant { slug ' }), 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    [
      'with a field that there is not',
      operation({ query: '{ tenant { shoeSize } }' }),
      'GRAPHQL_VALIDATION_FAILED',
      /shoeSize/,
    ],
    [
      'that is unknown',
      operation({ query: 'query A { tenant { slug } }', operationName: 'B' }),
      'OPERATION_RESOLUTION_FAILURE',
      /"B"/,
    ],
    [
      'that is not chosen',
      operation({ query: 'query A { tenant { slug } } query B { tenant { id } }' }),
      'OPERATION_RESOLUTION_FAILURE',
      /operationName/,
    ],
    [
      'with a variable of another type',
      operation({ query: 'query ($id: ID!) { person(id: $id) { id } }', variables: { id: { a: 1 } } }),
      'BAD_USER_INPUT',
      /\$id/,
    ],
    [
      'with a variable missing',
      operation({ query: 'query ($id: ID!) { person(id: $id) { id } }' }),
      'BAD_USER_INPUT',
      /\$id/,
    ],
    [
      'with a number beyond its type',
      operation({ query: 'query ($n: Int) { runtimes(first: $n) { edges { cursor } } }', variables: { n: 2 ** 40 } }),
      'BAD_USER_INPUT',
      /\$n/,
    ],
    [
      'with an enum value that there is not',
      operation({
        query:
          'mutation { changeTenantState(input: { to: GONE, reason: "because of it", idempotencyKey: "x" }) { errors { code } } }',
      }),
      'GRAPHQL_VALIDATION_FAILED',
      /GONE/,
    ],
    [
      'with variables in a text',
      operation({ query: '{ tenant { slug } }', variables: '{}' }),
      'BAD_REQUEST',
      /variables/,
    ],
    [
      'of great depth',
      operation({ query: `{ ${'tenant { members { edges { node { '.repeat(9)}id${' } } } }'.repeat(9)} }` }),
      'GRAPHQL_VALIDATION_FAILED',
      /./,
    ],
    [
      'with hundreds of aliases',
      operation({ query: `{ ${Array.from({ length: 300 }, (_, index) => `a${index}: tenant { id }`).join(' ')} }` }),
      'GRAPHQL_VALIDATION_FAILED',
      /alias/,
    ],
  ])('%s is refused with what is wrong', async (_, sent: Sent, code, sentence) => {
    const told = await refused(sent);
    expect(told).toMatchObject({ status: 400, code });
    expect(told.message).toMatch(sentence);
  });

  test('with a body over 1 MB is refused with the limit', async () => {
    const told = await refused({
      body: JSON.stringify({ query: '{ tenant { slug } }', variables: { pad: 'x'.repeat(MEGABYTE) } }),
    });
    expect(told).toMatchObject({ status: 413, code: 'BAD_REQUEST' });
    expect(told.message).toContain(String(MEGABYTE));
  });

  test('with a body of just under 1 MB is answered', async () => {
    const query = '{ tenant { slug } }';
    const { status } = await platform.ask({
      as: ANA,
      tenant: 'acme',
      query,
      variables: { pad: 'x'.repeat(MEGABYTE - 200) },
    });
    expect(status).toBe(200);
  });
});

describe('a request', () => {
  test.each(['PUT', 'DELETE', 'PATCH'])('by %s is refused with the methods that there are', async (method) => {
    const told = await refused({ method });
    expect(told).toMatchObject({ status: 405, code: 'BAD_REQUEST' });
    expect(told.message).toMatch(/POST.*GET/);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'in %s is refused with the type to use',
    async (type) => {
      const told = await refused({ headers: { 'content-type': type } });
      expect(told).toMatchObject({ status: 415, code: 'BAD_REQUEST' });
      expect(told.message).toContain('application/json');
    },
  );

  test('for a mutation by GET is refused', async () => {
    const query = 'mutation { cancelSubscription(input: { idempotencyKey: "x" }) { errors { code } } }';
    const told = await refused({ method: 'GET', path: `/graphql?query=${encodeURIComponent(query)}`, body: null });
    expect(told.status).toBe(405);
  });

  test.each(['/graphql/', '/admin', '/.env', '/events', '/playground/'])(
    'for %s is told where GraphQL is',
    async (path) => {
      const told = await refused({ path });
      expect(told).toMatchObject({ status: 404, code: 'BAD_REQUEST' });
      expect(told.message).toContain('/graphql');
    },
  );

  test('for the Playground’s page is told where GraphQL is', async () => {
    const told = await refused({ path: '/' });
    expect(told).toMatchObject({ status: 405, code: 'BAD_REQUEST' });
    expect(told.message).toContain('/graphql');
  });
});

describe('a request without a content type', () => {
  test('is refused with the type to use', async () => {
    expect(await without('content-type')).toMatchObject({ status: 415, code: 'BAD_REQUEST' });
  });
});

describe('an input that no type can express', () => {
  const errorsOf = async (query: string): Promise<{ code: string; message: string; path: string[] | null }[]> => {
    const { status, data } = await platform.ask({ as: ANA, tenant: 'acme', query });
    expect(status).toBe(200);
    return (data?.['it'] as { errors: { code: string; message: string; path: string[] | null }[] }).errors; // as the query asks
  };

  test.each([
    [
      'an address that is none',
      'inviteMember(input: { email: "nobody", roleIds: ["member"], idempotencyKey: "a" })',
      'identity.invalid_input',
      ['email'],
    ],
    [
      'a role that there is not',
      'inviteMember(input: { email: "a@b.example", roleIds: ["emperor"], idempotencyKey: "b" })',
      /./,
      null,
    ],
    [
      'a plan that there is not',
      'changePlan(input: { plan: "platinum", idempotencyKey: "c" })',
      'billing.not_found',
      ['plan'],
    ],
    [
      'a runtime that nothing could show',
      'registerRuntime(input: { name: "x", kind: ON_PREM, environment: "live", attestors: [], networks: [], idempotencyKey: "d" })',
      'credentials.invalid_input',
      null,
    ],
    [
      'a network that is none',
      'registerRuntime(input: { name: "x", kind: ON_PREM, environment: "live", attestors: [], networks: ["everywhere"], idempotencyKey: "e" })',
      'credentials.invalid_input',
      ['networks', '0'],
    ],
  ])('such as %s is refused as data, with what is wrong', async (_, call, code, path) => {
    const [error, ...more] = await errorsOf(`mutation { it: ${call} { errors { code message path } } }`);
    expect(more).toEqual([]);
    expect(error?.code).toMatch(code);
    expect(error?.message.length).toBeGreaterThan(15);
    if (path !== null) expect(error?.path?.slice(-path.length)).toEqual(path);
  });
});
