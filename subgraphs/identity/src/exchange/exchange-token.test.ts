import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOON } from '../../test/builders.js';
import { keepMember, keepTenant, openIdentityDatabase, type TestDatabase } from '../../test/database.js';
import { openExchange, type TestExchange } from '../../test/exchange.js';
import { startIssuer, type TestIssuer } from '../../test/issuer.js';
import { connectionFingerprint, subjectHash } from '../domain/derived-id.js';

let database: TestDatabase;
let issuer: TestIssuer;
let exchange: TestExchange;

beforeAll(async () => {
  database = await openIdentityDatabase();
  issuer = await startIssuer(NOON);
});
afterAll(() => issuer.stop());

const connection = () => ({ issuer: issuer.issuer, audience: 'client-1', jwksUri: issuer.jwksUri });
const sayingWhy: unknown = expect.stringContaining('unpaid');
const fresh = async () => {
  exchange = await openExchange(database);
  return exchange;
};

async function member(state: Parameters<typeof keepTenant>[1] = {}, of: Parameters<typeof keepMember>[2] = {}) {
  const tenant = await keepTenant(database, { connection: connection(), ...state });
  const subject = of.subject ?? randomUUID();
  const kept = await keepMember(database, tenant.id, { issuer: issuer.issuer, ...of, subject });
  return { tenant, subject, ...kept };
}

describe('exchanging a person’s token', () => {
  test('gives a token for their only tenant: first without scope for 5 s, then with it for 30', async () => {
    const { tenant, subject, personId } = await member({}, { displayName: 'Dana' });
    const { signed, exchange: ask } = await fresh();
    const { status, headers, body } = await ask(await issuer.token({ sub: subject, amr: ['pwd', 'mfa'] }));
    expect({ status, headers }).toEqual({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(body).toEqual({
      access_token: 'signed-2',
      issued_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
      token_type: 'N_A',
      expires_in: 30,
      sub: `person:${personId}`,
      tenant: tenant.id,
      cache: { store: true, seconds: 25 },
    });
    expect(
      signed.map(({ lifetimeSeconds, includeScope, context }) => [lifetimeSeconds, includeScope, context.scope]),
    ).toEqual([
      [5, false, null],
      [30, true, ['identity.tenant.read']],
    ]);
    expect(signed[1]?.context).toMatchObject({
      principal: { kind: 'PERSON', id: personId },
      subject: `person:${personId}`,
      tenantId: tenant.id,
      limits: null,
      actors: [{ kind: 'PERSON', id: personId, label: 'Dana' }],
      operator: null,
      authentication: {
        method: 'oidc',
        multiFactor: true,
        issuer: issuer.issuer,
        subjectHash: subjectHash(issuer.issuer, subject),
        client: connectionFingerprint(connection()),
      },
      machine: null,
      requestingWorkload: 'gateway',
    });
    expect(signed[0]?.context.txn).toBe(signed[1]?.context.txn);
  });

  test('is stored no longer than the presented token lives', async () => {
    const { subject } = await member();
    const { exchange: ask } = await fresh();
    const seconds = NOON.getTime() / 1000;
    expect((await ask(await issuer.token({ sub: subject, exp: seconds + 7 }))).body.cache).toEqual({
      store: true,
      seconds: 7,
    });
  });

  test('knows one factor from several', async () => {
    const { subject } = await member();
    const { signed, exchange: ask } = await fresh();
    await ask(await issuer.token({ sub: subject, amr: ['pwd'] }));
    await ask(await issuer.token({ sub: subject, amr: 'mfa' }));
    expect(signed.map(({ context }) => context.authentication.multiFactor)).toEqual([false, false, false, false]);
  });

  test('with several tenants asks which one, naming them, and takes it by slug or id', async () => {
    const { tenant, subject, personId } = await member();
    const second = await keepTenant(database, { connection: connection() });
    await keepMember(database, second.id, { personId, subject, issuer: issuer.issuer });
    const { exchange: ask } = await fresh();
    const token = await issuer.token({ sub: subject });
    const { status, body } = await ask(token);
    const slugs = [tenant.slug, second.slug].toSorted().join(', ');
    expect({ status, error: body.error, reason: body.reason?.code }).toEqual({
      status: 400,
      error: 'invalid_target',
      reason: 'identity.tenant_required',
    });
    expect(body.reason?.message).toBe(`You belong to several tenants, and the request names none: ${slugs}.`);
    expect((await ask(token, { tenant: second.slug })).body.tenant).toBe(second.id);
    expect((await ask(token, { tenant: tenant.id })).body.tenant).toBe(tenant.id);
  });

  test('for a subject that nobody knows leads to the lobby, without asking access', async () => {
    await keepTenant(database, { connection: connection() });
    const { signed, exchange: ask } = await fresh();
    const subject = randomUUID();
    const { status, body } = await ask(await issuer.token({ sub: subject }));
    const unlinked = `person:unlinked:${subjectHash(issuer.issuer, subject)}`;
    expect({ status, sub: body.sub, tenant: body.tenant }).toEqual({ status: 200, sub: unlinked, tenant: null });
    expect(signed).toHaveLength(1);
    expect(signed[0]?.context).toMatchObject({ principal: null, scope: null, actors: [], tenantId: null });
  });

  test('for a person who has left leads to the lobby as that person', async () => {
    const { subject, personId } = await member({}, { state: 'LEFT' });
    const { exchange: ask } = await fresh();
    expect((await ask(await issuer.token({ sub: subject }))).body).toMatchObject({
      sub: `person:${personId}`,
      tenant: null,
    });
  });

  test('for a tenant of which they are no member answers exactly as for an unknown one', async () => {
    const { subject } = await member();
    const foreign = await keepTenant(database, { connection: connection() });
    const unconnected = await keepTenant(database, { connection: null });
    const { exchange: ask } = await fresh();
    const token = await issuer.token({ sub: subject });
    const unknown = await ask(token, { tenant: 'nowhere' });
    expect(unknown).toMatchObject({
      status: 403,
      body: { error: 'invalid_target', reason: { code: 'identity.tenant_unknown' }, decision_id: null },
    });
    for (const tenant of [foreign.slug, foreign.id, unconnected.slug, randomUUID()])
      expect(await ask(token, { tenant })).toEqual(unknown);
    expect(await ask(token, { tenant: foreign.slug, operator_reason: 'ticket 4711: locked out' })).toEqual(unknown);
  });

  test('of a suspended member is refused', async () => {
    const { tenant, subject } = await member({}, { state: 'SUSPENDED' });
    const { exchange: ask } = await fresh();
    const token = await issuer.token({ sub: subject });
    for (const more of [{}, { tenant: tenant.slug }]) {
      expect(await ask(token, more)).toMatchObject({
        status: 403,
        body: { error: 'access_denied', reason: { code: 'identity.membership_suspended' } },
      });
    }
  });

  test.each([
    ['SUSPENDED', 'identity.tenant_suspended'],
    ['CLOSING', 'identity.tenant_closing'],
  ] as const)(
    'in a tenant that is %s is given to whom access still allows something, and refused otherwise',
    async (state, code) => {
      const { subject } = await member({ state, stateNote: 'unpaid' });
      const open = await fresh();
      const token = await issuer.token({ sub: subject });
      open.scope = ['billing.account.read'];
      expect((await open.exchange(token)).status).toBe(200);
      open.scope = [];
      expect(await open.exchange(token)).toMatchObject({
        status: 403,
        body: { reason: { code, message: sayingWhy } },
      });
      open.scope = null;
      expect(await open.exchange(token)).toMatchObject({ status: 403, body: { reason: { code } } });
      const later = await fresh();
      later.scope = null;
      expect(await later.exchange(token)).toMatchObject({
        status: 503,
        headers: { 'retry-after': '2' },
        body: { reason: { code: 'identity.access_unreachable' }, retry_after: 2 },
      });
    },
  );

  test('in a tenant that is closed is refused, and one that is being set up is entered', async () => {
    const closed = await member({ state: 'CLOSED' });
    const { exchange: ask } = await fresh();
    const refused = await ask(await issuer.token({ sub: closed.subject }), { tenant: closed.tenant.slug });
    expect(refused).toMatchObject({ status: 403, body: { reason: { code: 'identity.tenant_closed' } } });
    const provisioning = await member({ state: 'PROVISIONING' });
    expect((await ask(await issuer.token({ sub: provisioning.subject }))).body.tenant).toBe(provisioning.tenant.id);
  });
});

describe('while access is down', () => {
  test('the last scope is repeated for five minutes, and left out from then on', async () => {
    const { subject } = await member();
    const open = await fresh();
    const seconds = NOON.getTime() / 1000;
    const token = await issuer.token({ sub: subject, exp: seconds + 3600 });
    await open.exchange(token);
    open.scope = null;
    open.now = new Date(NOON.getTime() + 5 * 60_000);
    expect((await open.exchange(token)).status).toBe(200);
    expect(open.signed.at(-1)?.context.scope).toEqual(['identity.tenant.read']);
    open.now = new Date(NOON.getTime() + 5 * 60_000 + 1);
    expect((await open.exchange(token)).status).toBe(200);
    expect(open.signed.at(-1)?.context.scope).toBeNull();
  });

  test('a scope that was given to a second factor is not repeated to one factor', async () => {
    const { subject } = await member();
    const open = await fresh();
    await open.exchange(await issuer.token({ sub: subject, amr: ['mfa'] }));
    open.scope = null;
    await open.exchange(await issuer.token({ sub: subject, amr: ['pwd'] }));
    expect(open.signed.at(-1)?.context.scope).toBeNull();
  });
});
