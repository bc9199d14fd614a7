import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOON } from '../../test/builders.js';
import { keepMember, keepTenant, openIdentityDatabase, type TestDatabase } from '../../test/database.js';
import { openExchange, type TestExchange } from '../../test/exchange.js';
import { startIssuer, type TestIssuer } from '../../test/issuer.js';
import type { Tenant } from '../domain/tenant.js';

const REASON = 'ticket 4711: locked out';

let database: TestDatabase;
let issuer: TestIssuer;
let open: TestExchange;
let platform: Tenant;
let operator: { readonly personId: string; readonly subject: string };

beforeAll(async () => {
  database = await openIdentityDatabase();
  issuer = await startIssuer(NOON);
  open = await openExchange(database);
  platform = await keepTenant(database, { kind: 'PLATFORM', connection: connection() });
  const subject = randomUUID();
  const { personId } = await keepMember(database, platform.id, {
    subject,
    issuer: issuer.issuer,
    displayName: 'Olivia',
    duties: ['tenant-operations', 'support'],
  });
  operator = { personId, subject };
});
afterAll(() => issuer.stop());

const connection = () => ({ issuer: issuer.issuer, audience: 'client-1', jwksUri: issuer.jwksUri });
const visits = (tenantId: string) =>
  database.inTenant(tenantId, (tx) => tx.selectFrom('operator_entry').selectAll().execute());
const ask = async (more: Record<string, string>, claims: Record<string, unknown> = {}) =>
  open.exchange(await issuer.token({ sub: operator.subject, ...claims }), more);

describe('an operator', () => {
  test.each(['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'CLOSING'] as const)(
    'enters a customer’s tenant that is %s, and stands in its log',
    async (state) => {
      const customer = await keepTenant(database, { state, connection: null });
      const { status, body } = await ask({ tenant: customer.slug, operator_reason: REASON });
      expect({ status, sub: body.sub, tenant: body.tenant }).toEqual({
        status: 200,
        sub: `person:${operator.personId}`,
        tenant: customer.id,
      });
      expect(open.signed.at(-1)?.context).toMatchObject({
        operator: { duty: 'tenant-operations', reason: REASON },
        actors: [
          { kind: 'PERSON', id: operator.personId, label: 'Olivia' },
          { kind: 'PLATFORM', id: 'tenant-operations', label: 'tenant-operations' },
        ],
      });
      expect(await visits(customer.id)).toMatchObject([
        { person_id: operator.personId, duty: 'tenant-operations', reason: REASON, at: NOON },
      ]);
      expect(await visits(platform.id)).toEqual([]);
      expect(open.logged.at(-1)).toMatchObject({
        msg: 'operator entered',
        tenantId: customer.id,
        duty: 'tenant-operations',
      });
    },
  );

  test('names the duty to act under', async () => {
    const customer = await keepTenant(database);
    await ask({ tenant: customer.id, operator_reason: `support: ${REASON}` });
    expect(open.signed.at(-1)?.context.operator).toEqual({ duty: 'support', reason: REASON });
    const other = await ask({ tenant: customer.id, operator_reason: `billing-operations: ${REASON}` });
    expect(other).toMatchObject({ status: 403, body: { reason: { code: 'identity.duty_not_held' } } });
  });

  test('is let into no closed tenant', async () => {
    const customer = await keepTenant(database, { state: 'CLOSED' });
    expect(await ask({ tenant: customer.id, operator_reason: REASON })).toMatchObject({
      status: 403,
      body: { reason: { code: 'identity.tenant_closed' } },
    });
    expect(await visits(customer.id)).toEqual([]);
  });

  test('without a reason is asked for one, whether the tenant exists or not', async () => {
    const customer = await keepTenant(database);
    const answer = await ask({ tenant: customer.slug });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', reason: { code: 'identity.operator_reason_required' } },
    });
    expect(await ask({ tenant: 'nowhere' })).toEqual(answer);
  });

  test('acts in the platform’s own tenant as a member', async () => {
    expect((await ask({})).body.tenant).toBe(platform.id);
    expect(open.signed.at(-1)?.context.operator).toBeNull();
  });

  test('is known by the platform’s own issuer alone, not by a customer’s with the same name', async () => {
    const evil = await startIssuer(NOON, { issuer: issuer.issuer });
    const customer = await keepTenant(database, {
      connection: { ...connection(), audience: 'evil', jwksUri: evil.jwksUri },
    });
    const forged = await evil.token({ sub: operator.subject, aud: ['evil', 'client-1'] });
    const answer = await open.exchange(forged, { tenant: customer.slug, operator_reason: REASON });
    expect(answer).toMatchObject({ status: 403, body: { reason: { code: 'identity.tenant_unknown' } } });
    expect(await visits(customer.id)).toEqual([]);
    await evil.stop();
  });
});
