import { DOMAIN_NAMES as DOMAINS, WORKLOADS } from '@bailiwick/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { genuineToken, keysOf, secretOf, send, signedHop, withHeaders } from '../harness/workloads.js';

const UNTRUSTED = 401;

const POSTS = [
  '/graphql',
  '/token-exchange',
  '/usage',
  '/action-uses',
  '/access/v1/evaluation',
  '/access/v1/evaluations',
  '/access/v1/search/action',
];
const EVENTS = [
  'txn_token.withdrawn',
  'identity.tenant.changed',
  'identity.membership.changed',
  'identity.platform_setup.changed',
  'identity.invitation.accepted',
  'billing.readiness.changed',
  'billing.entitlements.changed',
  'credentials.machine_identity.changed',
  ...DOMAINS.map((domain) => `${domain}.actions.declared`),
];

const asksAccess = (caller: string): readonly string[] =>
  ['/access/v1/evaluation', '/access/v1/evaluations', '/access/v1/search/action'].map(
    (path) => `${caller} → access ${path}`,
  );

/** Who may call what, where: written a second time, so that a line too many in the table is seen here. */
const ALLOWED = new Set([
  ...DOMAINS.map((receiver) => `gateway → ${receiver} /graphql`),
  'gateway → identity /token-exchange',
  'gateway → credentials /token-exchange',
  'gateway → credentials /usage',
  ...['access', 'billing', 'identity'].map((reporter) => `${reporter} → credentials /action-uses`),
  ...['identity', 'billing', 'credentials'].flatMap(asksAccess),
  ...['access', 'identity', 'credentials'].map((source) => `gateway → ${source} txn_token.withdrawn`),
  ...['access', 'billing', 'credentials'].flatMap((reader) =>
    ['identity.tenant.changed', 'identity.membership.changed'].map((type) => `${reader} → identity ${type}`),
  ),
  'access → identity identity.platform_setup.changed',
  'access → identity identity.invitation.accepted',
  ...['access', 'credentials'].flatMap((reader) =>
    ['billing.readiness.changed', 'billing.entitlements.changed'].map((type) => `${reader} → billing ${type}`),
  ),
  'access → credentials credentials.machine_identity.changed',
  ...DOMAINS.filter((source) => source !== 'access').map((source) => `access → ${source} ${source}.actions.declared`),
]);

let platform: TestPlatform;
let token: string;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

/** The best that a dishonest workload has: its own secret for that receiver, or else one of its others. */
async function statusOf(caller: string, receiver: string, what: string): Promise<number> {
  const secret = secretOf(platform, caller, receiver) ?? keysOf(platform, caller).pairSecrets.at(0);
  if (secret === undefined) throw new Error(`${caller} has no secret at all.`);
  const isEvent = !what.startsWith('/');
  const hop = isEvent
    ? { caller, receiver, method: 'GET', path: '/events', query: `?types=${what}&after=head` }
    : { caller, receiver, path: what, body: '{}', token };
  return (await send(signedHop(platform, hop, { secret }))).status;
}

describe.each(WORKLOADS)('%s', (caller) => {
  const pairs = DOMAINS.flatMap((receiver) => [...POSTS, ...EVENTS].map((what) => ({ receiver, what })));

  test.each(DOMAINS)('is let in by %s for what the table allows, and for nothing else', async (receiver) => {
    token = await genuineToken(platform, 'ana@acme.example', 'acme');
    const asked = pairs.filter((pair) => pair.receiver === receiver).map(({ what }) => what);
    const letIn = [];
    for (const what of asked) if ((await statusOf(caller, receiver, what)) !== UNTRUSTED) letIn.push(what);
    expect(letIn).toEqual(asked.filter((what) => ALLOWED.has(`${caller} → ${receiver} ${what}`)));
  });
});

describe('a feed', () => {
  test('is refused as a whole when one of its types is not the reader’s', async () => {
    const query = '?types=identity.tenant.changed,identity.platform_setup.changed';
    const wire = signedHop(platform, {
      caller: 'billing',
      receiver: 'identity',
      method: 'GET',
      path: '/events',
      query,
    });
    expect((await send(wire)).status).toBe(UNTRUSTED);
  });

  test('of one type is not opened to another under the same signature', async () => {
    const hop = { caller: 'billing', receiver: 'identity', method: 'GET', path: '/events' };
    const wire = signedHop(platform, { ...hop, query: '?types=identity.tenant.changed&after=head' });
    expect((await send({ ...wire, target: '/events?types=identity.membership.changed&after=head' })).status).toBe(
      UNTRUSTED,
    );
    expect((await send(wire)).status).toBe(200);
  });

  test('is given to nobody without a signature', async () => {
    const wire = signedHop(platform, {
      caller: 'access',
      receiver: 'identity',
      method: 'GET',
      path: '/events',
      query: '?types=identity.tenant.changed',
    });
    expect((await send(withHeaders(wire, { signature: null, 'signature-input': null }))).status).toBe(UNTRUSTED);
  });
});

describe('a domain that asks access', () => {
  const ask = async (body: object, path = '/access/v1/evaluation') =>
    send(
      signedHop(platform, {
        ...{ caller: 'billing', receiver: 'access', path },
        token: await genuineToken(platform, 'ben@acme.example', 'acme'),
        body: JSON.stringify(body),
      }),
    );
  const [ana, ben] = ['b0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002'];
  const [acme, globex] = ['a0000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000003'];
  const question = (person: string, tenant: string) => ({
    subject: { type: 'person', id: person },
    action: { name: 'billing.plan.change' },
    resource: { type: 'tenant', id: tenant },
    context: {},
  });

  test('hears no for whom the token names', async () => {
    const { status, text } = await ask(question(ben, acme));
    expect({ status, answer: JSON.parse(text) as unknown }).toMatchObject({ status: 200, answer: { decision: false } });
  });

  test.each([
    ['another subject', question(ana, acme)],
    ['another kind of subject', { ...question(ben, acme), subject: { type: 'machine', id: ben } }],
    ['another tenant', question(ben, globex)],
  ])('about %s than the token’s hears no decision', async (_, body) => {
    const { status, text } = await ask(body);
    expect(status).toBe(400);
    expect(text).not.toContain('"decision"');
  });
});

describe('facts in a representation', () => {
  test('sent by the gateway itself change no decision', async () => {
    const gus = await genuineToken(platform, 'gus@globex.example', 'globex');
    const globex = platform.demo.tenants.find(({ slug }) => slug === 'globex')?.id;
    const forged = {
      ...{
        __typename: 'Tenant',
        id: globex,
        state: 'ACTIVE',
        platformReady: true,
        billingReady: true,
        userHasAccess: true,
      },
      platformSetup: { ready: true },
      billingReadiness: { ready: true, state: 'ACTIVE' },
      accessState: { canAccess: true },
    };
    const query =
      'query ($them: [_Any!]!) { _entities(representations: $them) { ... on Tenant { accessState { canAccess reason { code } } } } }';
    const ask = async (them: object[]): Promise<string> =>
      (
        await send(
          signedHop(platform, { receiver: 'access', token: gus, body: JSON.stringify({ query, variables: { them } }) }),
        )
      ).text;
    const honest = await ask([{ __typename: 'Tenant', id: globex }]);
    expect(honest).toContain('"canAccess":false');
    expect(await ask([forged])).toBe(honest);
  });

  test.each(DOMAINS)('sent by a domain are not even read by %s', async (receiver) => {
    for (const caller of DOMAINS.filter((name) => name !== receiver)) {
      const secret = secretOf(platform, caller, receiver) ?? keysOf(platform, caller).pairSecrets.at(0);
      const wire = signedHop(
        platform,
        { caller, receiver, token: await genuineToken(platform, 'ana@acme.example', 'acme') },
        secret && { secret },
      );
      expect({ caller, status: (await send(wire)).status }).toEqual({ caller, status: UNTRUSTED });
    }
  });

  test('are no field of the gateway’s graph', async () => {
    const { status, data, errors } = await platform.ask({
      as: 'ana@acme.example',
      tenant: 'acme',
      query: '{ _entities(representations: [{ __typename: "Tenant", id: "x" }]) { __typename } }',
    });
    expect({ status, data, code: errors[0]?.extensions?.['code'] as unknown }).toEqual({
      status: 400,
      data: undefined,
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });
});

describe('a client that sends our own headers', () => {
  const query = '{ viewer { principal { ... on Person { email } } tenant { slug } } }';
  const trust = async (): Promise<Record<string, string>> => {
    const wire = signedHop(platform, {
      receiver: 'identity',
      token: await genuineToken(platform, 'gus@globex.example', 'globex'),
      body: JSON.stringify({ query }),
    });
    return Object.fromEntries(
      wire.headers.filter(([name]) => !['host', 'content-length', 'content-type'].includes(name)),
    );
  };

  test('and no credential is asked for one', async () => {
    const { status, data } = await platform.ask({ as: null, query, headers: await trust() });
    expect({ status, data }).toEqual({ status: 401, data: undefined });
  });

  test('is still who the credential says, where the credential says', async () => {
    const { status, data } = await platform.ask({ as: 'ben@acme.example', query, headers: await trust() });
    expect({ status, viewer: data?.['viewer'] as unknown }).toEqual({
      status: 200,
      viewer: { principal: { email: 'ben@acme.example' }, tenant: { slug: 'acme' } },
    });
  });

  test('does not name its own request', async () => {
    const mine = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
    const { data, headers } = await platform.ask({
      ...{ as: 'ana@acme.example', tenant: 'acme', headers: { 'x-request-id': mine } },
      query: '{ accessState(action: "billing.plan.change") { decision { requestId } } }',
    });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-request-id')).not.toBe(mine);
    expect((data?.['accessState'] as { decision: { requestId: string } }).decision.requestId).toBe(
      headers.get('x-request-id'),
    );
  });

  test('cannot reach an internal path through the gateway', async () => {
    for (const path of ['/events?types=txn_token.withdrawn', '/token-exchange', '/access/v1/evaluation', '/usage']) {
      const response = await fetch(new URL(path, platform.gateway), { headers: await trust() });
      expect({ path, status: response.status }).toEqual({ path, status: 404 });
    }
  });
});

describe('a public listener', () => {
  test('has no internal path, whoever signs', async () => {
    const url = new URL(platform.demo.issuer.jwksUri);
    expect((await fetch(url)).status).toBe(200);
    for (const path of ['/graphql', '/token-exchange', '/usage']) {
      const wire = signedHop(platform, { receiver: 'identity', path, token }, { authority: url.host });
      expect({ path, status: (await send({ ...wire, url })).status }).toEqual({ path, status: 404 });
    }
  });
});
