import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '@bailiwick/database';
import { aPersonContext, testDomain } from '@bailiwick/subgraph-host/testing';
import { NOON } from '../../test/builders.js';
import { keepMember, keepTenant, openIdentityDatabase, type TestDatabase } from '../../test/database.js';
import { openExchange, type TestExchange } from '../../test/exchange.js';
import { startIssuer, type TestIssuer } from '../../test/issuer.js';
import { identity } from '../identity.js';
import type { IdentityTables } from '../store/tables.js';

let database: TestDatabase;
let issuer: TestIssuer;
let open: TestExchange;
let hq: string;
let operator: { readonly personId: string; readonly subject: string };
beforeAll(async () => {
  database = await openIdentityDatabase();
  issuer = await startIssuer(NOON);
  hq = (await keepTenant(database, { kind: 'PLATFORM', connection: connection() })).id;
  const subject = randomUUID();
  const olivia = { subject, issuer: issuer.issuer, displayName: 'Olivia', duties: ['tenant-operations'] as const };
  operator = { ...(await keepMember(database, hq, olivia)), subject };
});
afterAll(() => issuer.stop());
beforeEach(async () => {
  open = await openExchange(database);
});

const connection = () => ({ issuer: issuer.issuer, audience: 'client-1', jwksUri: issuer.jwksUri });

async function member(of: Parameters<typeof keepMember>[2] = {}, its: Parameters<typeof keepTenant>[1] = {}) {
  const tenant = await keepTenant(database, { connection: connection(), ...its });
  const subject = randomUUID();
  const { personId } = await keepMember(database, tenant.id, {
    issuer: issuer.issuer,
    displayName: 'Dana',
    subject,
    ...of,
  });
  return { tenant, subject, personId };
}

const ask = async (subject: string, more: Record<string, string> = {}, from = open) =>
  from.exchange(await issuer.token({ sub: subject }), more);

/** What the tenant's own administrator reads about every exchange, by a request's id or a token's name. */
const entriesOf = (tenantId: string) =>
  database.inTenant(tenantId, (tx) =>
    tx.selectFrom('audit_entry').selectAll().where('kind', '=', 'EXCHANGE').orderBy('position').execute(),
  );
const countAll = async (): Promise<number> => {
  const tenants = await database.inSystem('directory', (tx) => tx.selectFrom('tenant').select('tenant_id').execute());
  const counts = await Promise.all(tenants.map(async ({ tenant_id: id }) => (await entriesOf(id)).length));
  return counts.reduce((sum, count) => sum + count, 0);
};

describe('an exchange of a member’s token', () => {
  test('is kept in their tenant, under the name of the token that it made', async () => {
    const { tenant, subject, personId } = await member();
    const { status } = await ask(subject);
    expect(status).toBe(200);
    expect(await entriesOf(tenant.id)).toMatchObject([
      {
        ...{ kind: 'EXCHANGE', effect: 'ALLOW', action: 'identity.tenant.enter', at: NOON, target_id: null },
        ...{ reason: { code: 'identity.entered_as_member', owner: 'IDENTITY' }, txn: open.signed[1]?.context.txn },
        actors: [{ kind: 'PERSON', id: personId, label: 'Dana' }],
      },
    ]);
  });

  test('costs one statement more than it did', async () => {
    const { subject } = await member();
    const before = database.statements.count;
    await ask(subject);
    expect(database.statements.count - before).toBe(4); // connections, memberships, the name, and the entry
  });

  test('that is suspended is kept with the reason that they were given', async () => {
    const { tenant, subject, personId } = await member({ state: 'SUSPENDED' });
    for (const more of [{}, { tenant: tenant.slug }]) {
      const { status, body } = await ask(subject, more);
      expect(status).toBe(403);
      expect((await entriesOf(tenant.id)).at(-1)).toMatchObject({
        ...{ effect: 'DENY', reason: body.reason, reason_code: 'identity.membership_suspended', txn: null },
        actors: [{ kind: 'PERSON', id: personId, label: 'Dana' }],
      });
    }
    expect(await entriesOf(tenant.id)).toHaveLength(2);
  });

  test('of a tenant that is closed is kept there', async () => {
    const { tenant, subject } = await member({}, { state: 'CLOSED' });
    await ask(subject, { tenant: tenant.slug });
    expect(await entriesOf(tenant.id)).toMatchObject([{ effect: 'DENY', reason_code: 'identity.tenant_closed' }]);
  });

  test.each([
    { scope: ['billing.account.read'], effect: 'ALLOW', code: 'identity.entered_as_member' },
    { scope: [], effect: 'DENY', code: 'identity.tenant_suspended' },
    { scope: null, effect: 'FAIL', code: 'identity.access_unreachable' },
  ])('of a suspended tenant is kept as access’s answer $scope decides it: $effect', async ({ scope, effect, code }) => {
    const { tenant, subject } = await member({}, { state: 'SUSPENDED' });
    open.scope = scope;
    await ask(subject);
    expect(await entriesOf(tenant.id)).toMatchObject([{ effect, reason_code: code }]);
  });

  test('who has left is kept in the tenant that knows them, and answered as everybody else', async () => {
    const { tenant, subject, personId } = await member({ state: 'LEFT' });
    const stranger = await ask(randomUUID(), { tenant: tenant.slug });
    expect(await entriesOf(tenant.id)).toEqual([]);
    expect(await ask(subject, { tenant: tenant.slug })).toEqual(stranger);
    expect(await entriesOf(tenant.id)).toMatchObject([
      { effect: 'DENY', reason_code: 'identity.tenant_unknown', actors: [{ id: personId, label: 'Dana' }] },
    ]);
  });

  test('is let in although nothing can be kept', async () => {
    const { tenant, subject } = await member();
    const from = await openExchange(database, { database: withoutEntries(database) });
    expect(await ask(subject, {}, from)).toMatchObject({ status: 200, body: { tenant: tenant.id } });
    expect(await entriesOf(tenant.id)).toEqual([]);
    expect(from.logged).toContainEqual(expect.objectContaining({ msg: 'exchange not kept', tenantId: tenant.id }));
  });

  test('who is suspended is refused alike although nothing can be kept', async () => {
    const { subject } = await member({ state: 'SUSPENDED' });
    const from = await openExchange(database, { database: withoutEntries(database) });
    expect(await ask(subject, {}, from)).toEqual(await ask(subject));
  });
});

describe('an exchange that is nobody’s to know', () => {
  test('leaves nothing in any tenant', async () => {
    const [acme, globex] = [await member(), await member()];
    const before = await countAll();
    await ask(randomUUID()); // a stranger stands in the lobby
    await ask(randomUUID(), { tenant: acme.tenant.slug });
    await ask(acme.subject, { tenant: globex.tenant.slug });
    await ask(acme.subject, { tenant: 'no-such-tenant' });
    await open.exchange('no token at all', { tenant: acme.tenant.slug });
    await open.exchange(await issuer.token({ sub: acme.subject, aud: 'another' }), { tenant: acme.tenant.slug });
    expect(await countAll()).toBe(before);
  });

  test('costs the same for a tenant that exists as for one that does not', async () => {
    const [acme, globex] = [await member(), await member()];
    const cost = async (tenant: string): Promise<number> => {
      const before = database.statements.count;
      await ask(acme.subject, { tenant });
      return database.statements.count - before;
    };
    expect(await cost(globex.tenant.slug)).toBe(await cost('no-such-tenant'));
  });
});

describe('an exchange of an operator’s token', () => {
  const reason = 'ticket 4711: locked out';

  test('is kept in the customer’s log, with the visit and the stated reason', async () => {
    const customer = await keepTenant(database, { connection: null });
    await ask(operator.subject, { tenant: customer.slug, operator_reason: reason });
    const [visit] = await database.inTenant(customer.id, (tx) => tx.selectFrom('operator_entry').selectAll().execute());
    const [entry, ...more] = await entriesOf(customer.id);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      ...{ effect: 'ALLOW', target_type: 'operator_entry', target_id: visit?.id, txn: open.signed[0]?.context.txn },
      actors: [
        { id: operator.personId, label: 'Olivia' },
        { kind: 'PLATFORM', id: 'tenant-operations' },
      ],
      reason: { code: 'identity.entered_as_operator', message: expect.stringContaining(reason) as string },
    });
  });

  test.each([
    { more: {}, code: 'identity.operator_reason_required' },
    { more: { operator_reason: `support: ${reason}` }, code: 'identity.duty_not_held' },
  ])('that is refused with $code is kept in the platform’s own log, not in the customer’s', async ({ more, code }) => {
    const customer = await keepTenant(database, { connection: null });
    await ask(operator.subject, { tenant: customer.slug, ...more });
    expect(await entriesOf(customer.id)).toEqual([]);
    expect((await entriesOf(hq)).at(-1)).toMatchObject({ effect: 'DENY', reason_code: code });
  });
});

describe('identity’s part of a trace', () => {
  test('shows the exchange by its request, and by the token that other requests came with', async () => {
    const { tenant, subject, personId } = await member();
    await ask(subject);
    const [entry] = await entriesOf(tenant.id);
    const graph = await testDomain(identity, database);
    const TRACE =
      'query ($id: ID!) { requestTrace(id: $id) { identity { kind outcome action field reason { code } requestId txn } } }';
    for (const id of [entry?.request_id, entry?.txn]) {
      const { data } = await graph.execute(aPersonContext(tenant.id, personId), TRACE, { id });
      expect(data?.['requestTrace']).toEqual({
        identity: [
          {
            ...{ kind: 'EXCHANGE', outcome: 'ALLOWED', action: 'identity.tenant.enter', field: null },
            ...{ reason: { code: 'identity.entered_as_member' }, requestId: entry?.request_id, txn: entry?.txn },
          },
        ],
      });
    }
  });
});

/** The database as it is, but for tenants' transactions that write: their disk is full. */
function withoutEntries(real: TestDatabase): Database<IdentityTables> {
  return new Proxy(real, {
    get: (target, name) => {
      if (name === 'inTenant') {
        const inTenant: TestDatabase['inTenant'] = (tenantId, work, options) =>
          options?.readOnly === true
            ? target.inTenant(tenantId, work, options)
            : Promise.reject(new Error('the disk is full'));
        return inTenant;
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
