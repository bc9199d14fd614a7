import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { startPlatform, type Platform, like } from './builders.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());
beforeEach(() => {
  for (const subgraph of Object.values(platform.subgraphs)) subgraph.instead = null;
});

function billingSays(body: unknown, status = 200): void {
  const { billing } = platform.subgraphs;
  if (billing !== undefined)
    billing.instead = (response: ServerResponse) =>
      void response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
}

const error = (extensions: unknown, path: unknown = ['secretPlan'], message = 'select * from plan') => ({
  data: { secretPlan: null },
  errors: [{ message, path, locations: [{ line: 1, column: 1 }], extensions }],
});

describe('an error of a subgraph', () => {
  test('NOT_PERMITTED passes its reason byte for byte and its decision, and nothing else', async () => {
    const reason = {
      code: 'access.not_permitted',
      owner: 'ACCESS',
      message: 'Ask “Ana”.',
      since: null,
      remedy: null,
      unforeseen: { deep: [1] },
    };
    billingSays(
      error({
        code: 'NOT_PERMITTED',
        reason,
        decisionId: 'd9',
        serviceName: 'x',
        stacktrace: ['at secret.ts'],
        http: { status: 500 },
        other: 1,
      }),
    );
    const { status, errors, text } = await platform.ask('{ secretPlan }');
    expect(status).toBe(200);
    expect(errors).toEqual([
      { message: 'Ask “Ana”.', path: ['secretPlan'], extensions: { code: 'NOT_PERMITTED', reason, decisionId: 'd9' } },
    ]);
    expect(text).toContain(JSON.stringify(reason));
  });

  test.each([
    ['UNAVAILABLE', 'UNAVAILABLE', /cannot be reached/],
    ['BAD_USER_INPUT', 'BAD_USER_INPUT', /^select/],
    ['UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR', /on our side/],
    ['GRAPHQL_VALIDATION_FAILED', 'INTERNAL_SERVER_ERROR', /on our side/],
    ['DOWNSTREAM_SERVICE_ERROR', 'INTERNAL_SERVER_ERROR', /on our side/],
    [undefined, 'INTERNAL_SERVER_ERROR', /on our side/],
  ])('with code %s leaves as %s', async (code, expected, message) => {
    billingSays(error({ code, reason: 'secret', exception: { stacktrace: ['secret'] } }));
    const { errors, text } = await platform.ask('{ secretPlan }');
    expect(errors).toEqual([{ message: like(message), path: ['secretPlan'], extensions: { code: expected } }]);
    expect(text).not.toMatch(/secret"|serviceName|stack/);
  });

  test('that is no error at all is masked', async () => {
    billingSays({ data: { secretPlan: null }, errors: [null, 'boom', { message: 7, path: 'secretPlan' }] });
    const { errors } = await platform.ask('{ secretPlan }');
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR' }]);
  });

  test('cannot choose the status of the whole answer', async () => {
    billingSays(error({ code: 'NOT_PERMITTED', http: { status: 418, headers: {} } }));
    expect((await platform.ask('{ secretPlan }')).status).toBe(200);
  });
});

describe('a subgraph', () => {
  test('that does not trust the context looks like a fault of ours, and is logged once', async () => {
    billingSays({ error: 'untrusted_context' }, 401);
    platform.logged.length = 0;
    const { status, errors } = await platform.ask('{ secretPlan may }');
    expect({ status, errors }).toEqual({
      status: 200,
      errors: [{ message: like(/./), path: ['secretPlan'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(platform.logged.filter(({ level }) => Number(level) >= 40)).toEqual([
      expect.objectContaining({ subgraph: 'billing', requestId: like(/./) }),
    ]);
  });

  test('that has nothing for a caller without a tenant says that', async () => {
    billingSays({ error: 'untrusted_context' }, 401);
    platform.identity.lobby = true;
    const { errors } = await platform.ask('{ secretPlan }', { headers: { 'x-tenant': 'lobby' } });
    platform.identity.lobby = false;
    expect(errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  test.each([
    ['a page of HTML', '<html>Bad gateway</html>', 502],
    ['JSON that is no answer', '[1]', 200],
    ['neither data nor errors', '{}', 200],
    ['data that is no object', '{"data": 7}', 200],
    ['a larger answer than is allowed', `{"data":{"secretPlan":"${'x'.repeat(20_000_000)}"}}`, 200],
  ])('that answers with %s is unavailable, and the others’ fields still come', async (_, body, status) => {
    billingSays(body, status);
    const { data, errors } = await platform.ask('{ secretPlan may }');
    expect(data).toEqual({ secretPlan: null, may: true });
    expect(errors).toEqual([{ message: like(/./), path: ['secretPlan'], extensions: { code: 'UNAVAILABLE' } }]);
  });

  test('that refuses the whole operation without a path is told of at every field that it cost', async () => {
    billingSays(
      { errors: [{ message: 'Cannot query field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      400,
    );
    const { errors } = await platform.ask('{ one: secretPlan teapot }');
    expect(errors.map(({ path }) => path)).toEqual([['one'], ['teapot']]);
  });

  test('that breaks its own promise of a value leaves null and one masked error', async () => {
    billingSays({ data: { strict: null } });
    const { data, errors, text } = await platform.ask('{ strict }');
    expect(data).toBeNull();
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR' }]);
    expect(text).not.toContain('valueCompletion');
  });
});

describe('a subgraph that is down', () => {
  test('costs its own fields only, each named where it is missing', async () => {
    billingSays('', 503);
    const { data, errors } = await platform.ask('{ tenant { __typename id name plan invoices { number } } may }');
    expect(data).toEqual({
      tenant: { __typename: 'Tenant', id: 't1', name: 'Acme', plan: null, invoices: null },
      may: true,
    });
    expect(errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['tenant', 'plan'], 'UNAVAILABLE'],
      [['tenant', 'invoices'], 'UNAVAILABLE'],
    ]);
  });

  test('is named at each entity that it was to complete', async () => {
    await platform.subgraphs['access']?.stop();
    const { data, errors } = await platform.ask('{ people { id roles } may }');
    expect(data).toEqual({
      people: [
        { id: 'p1', roles: null },
        { id: 'p2', roles: null },
      ],
      may: null,
    });
    expect(errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining([['may'], ['people', 0, 'roles'], ['people', 1, 'roles']]),
    );
    expect(errors).toHaveLength(3);
  });
});
