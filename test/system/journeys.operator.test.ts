import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type Ask, type TestPlatform } from '../harness/platform.js';
import {
  ACCEPT,
  askPatiently,
  asOperator,
  CHANGE_STATE,
  CONNECT,
  CREATE_TENANT,
  developmentIssuer,
  done,
  OPERATOR,
} from '../harness/tenants.js';
import { until } from '../harness/time.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

const ask = (request: Ask) => askPatiently(platform, request);
const OWNER = 'nina@initech.example';
const INPUT = { slug: 'initech', name: 'Initech', ownerEmail: OWNER, idempotencyKey: 'open-initech' };
const create = (as = OPERATOR, changes: object = {}, tenant = 'platform') =>
  ask({ query: CREATE_TENANT, variables: { input: { ...INPUT, ...changes } }, as, tenant });
const may = async (as: string, action: string, tenant?: string) =>
  (await ask({ ...operation('MayI'), variables: { action }, as, ...(tenant && { tenant }) })).data?.['accessState'];

describe('an operator who opens a tenant', () => {
  let invitationToken: string;

  test('creates it in the platform’s own tenant and gets its owner’s invitation, once', async () => {
    const first = done(await create(), 'createTenant');
    invitationToken = first['invitationToken'];
    expect(first).toMatchObject({ tenantRef: { slug: 'initech' }, invitationToken: expect.any(String) as string });
    const again = done(await create(), 'createTenant');
    expect(again).toMatchObject({ tenantRef: first['tenantRef'], invitationId: first['invitationId'] });
    expect(again['invitationToken']).toBeNull();
  });

  test('is refused a short name that is taken, and a customer’s owner is refused the whole thing', async () => {
    const taken = await create(OPERATOR, { idempotencyKey: 'open-again' });
    expect(taken.data?.['createTenant'].errors).toMatchObject([{ code: 'identity.slug_taken', path: ['slug'] }]);
    const customer = await create('ana@acme.example', { slug: 'anas-own' }, 'acme');
    expect(customer.data?.['createTenant']).toMatchObject({
      tenantRef: null,
      errors: [{ __typename: 'NotPermitted', code: 'access.no_grant' }],
    });
  });

  test('enters the new tenant only with a reason', async () => {
    const query = '{ tenant { slug state } viewer { actors { kind label } } }';
    const without = await ask({ query, as: OPERATOR, tenant: 'initech' });
    expect(without.status).toBe(400);
    expect(without.errors[0]?.extensions).toMatchObject({ reason: { code: 'identity.operator_reason_required' } });
    const headers = { 'x-operator-reason': 'Setting up the account that was agreed.' };
    const { data } = await ask({ query, as: OPERATOR, tenant: 'initech', headers });
    expect(data).toMatchObject({
      tenant: { slug: 'initech', state: 'PROVISIONING' },
      viewer: { actors: [{ kind: 'PERSON' }, { kind: 'PLATFORM', label: 'tenant-operations' }] },
    });
  });

  test('whose customer’s identity provider is not connected yet lets nobody in', async () => {
    const input = { token: invitationToken, idempotencyKey: 'accept-early' };
    const { data } = await ask({ query: ACCEPT, variables: { input }, as: OWNER });
    expect(data?.['acceptInvitation'].errors).toMatchObject([{ code: 'identity.issuer_not_connected' }]);
  });

  test('connects the customer’s identity provider inside the new tenant', async () => {
    const input = { ...developmentIssuer(platform), idempotencyKey: 'connect-initech' };
    const { value } = await until(
      () => asOperator(platform, 'initech', CONNECT, input),
      ({ data }) => data?.['connectIdentityProvider'].errors.length === 0,
    );
    expect(value.data?.['connectIdentityProvider'].identityProvider.issuer).toBe('urn:bailiwick:dev');
  });

  test('is followed by the invited owner, who accepts in the lobby and has nothing before', async () => {
    const lobby = await ask({
      query: '{ viewer { tenant { id } tenants { slug } principal { __typename } } }',
      as: OWNER,
    });
    expect(lobby.data?.['viewer']).toEqual({ tenant: null, tenants: [], principal: null });
    const input = { token: invitationToken, displayName: 'Nina Novak', idempotencyKey: 'accept' };
    const accepted = done(await ask({ query: ACCEPT, variables: { input }, as: OWNER }), 'acceptInvitation');
    expect(accepted).toMatchObject({ tenantRef: { slug: 'initech' }, personId: expect.any(String) as string });
  });

  test('leaves an owner who sees Settings and may run the tenant', async () => {
    await until(
      () => may(OWNER, 'identity.member.invite'),
      (state) => state?.canAccess === true,
    );
    const { data, errors } = await ask({ ...operation('Settings'), as: OWNER });
    expect(new Set(errors.map(({ extensions }) => extensions?.['reason'].code))).toEqual(
      new Set(['billing.not_configured']),
    );
    expect(new Set(errors.map(({ path }) => path?.[2]))).toEqual(new Set([3, 4])); // Reporting and Integrations
    const visibility = Object.fromEntries(
      data?.['settingsNavigation'].sections.map((each: { key: string; access: { visibility: string } }) => [
        each.key,
        each.access.visibility,
      ]),
    );
    expect(visibility).toMatchObject({
      USERS: 'EDITABLE',
      ORGANIZATION: 'EDITABLE',
      BILLING: 'EDITABLE',
      REPORTING: 'LOCKED',
    });
    const home = await ask({ ...operation('Home'), as: OWNER });
    expect(home.data).toMatchObject({
      viewer: { principal: { displayName: 'Nina Novak' } },
      tenant: { slug: 'initech' },
      accessState: { canAccess: false, reason: { code: 'identity.setup_incomplete' } },
    });
    const dashboard = await ask({ ...operation('Dashboard'), as: OWNER });
    expect(dashboard.data).toMatchObject({
      tenant: { platformSetup: { ready: false }, billingReadiness: { ready: false, state: 'NOT_CONFIGURED' } },
    });
  });

  test('leaves no invitation that could be used a second time', async () => {
    const input = { token: invitationToken, idempotencyKey: 'accept-stolen' };
    const { data } = await ask({ query: ACCEPT, variables: { input }, as: 'thief@initech.example' });
    expect(data?.['acceptInvitation']).toMatchObject({
      personId: null,
      errors: [{ code: 'identity.invitation_used' }],
    });
  });
});

describe('a tenant that an operator suspends', () => {
  beforeAll(async () => {
    const input = { to: 'SUSPENDED', reason: 'The contract is disputed.', idempotencyKey: 'suspend-acme' };
    done(await asOperator(platform, 'acme', CHANGE_STATE, input), 'changeTenantState');
    await until(
      () => may('ana@acme.example', 'platform.use'),
      (state) => state?.canAccess === false,
    );
  });

  test('leaves its owner what only takes power away, and billing, and nothing else', async () => {
    const { data } = await ask({ query: '{ myCapabilities { action allowed } }', as: 'ana@acme.example' });
    const allowed = data?.['myCapabilities'].flatMap((each: { action: string; allowed: boolean }) =>
      each.allowed ? [each.action] : [],
    );
    expect(allowed.sort()).toEqual([
      'access.role.revoke',
      'billing.account.read',
      'billing.audit.read',
      'billing.entitlement.check',
      'billing.plan.change',
      'billing.subscription.cancel',
      'billing.trial.start',
      'credentials.credential.narrow',
      'credentials.credential.revoke',
      'credentials.credential.suspend',
      'credentials.machine.quarantine',
      'credentials.machine.retire',
      'credentials.machine.suspend',
      'credentials.runtime.lock',
      'identity.member.remove',
      'identity.member.suspend',
    ]);
  });

  test('tells its owner why, in the operator’s words', async () => {
    const state = await may('ana@acme.example', 'identity.member.invite');
    expect(state).toMatchObject({
      canAccess: false,
      reason: {
        code: 'identity.tenant_suspended',
        owner: 'IDENTITY',
        message: expect.stringContaining('The contract is disputed.') as string,
      },
    });
  });

  test('refuses its members, and its machines, at the door', async () => {
    const { value } = await until(
      () => ask({ query: '{ viewer { authenticatedBy } }', as: 'ben@acme.example' }),
      ({ status }) => status !== 200,
    );
    expect(value.status).toBe(403);
    expect(value.errors[0]?.extensions).toMatchObject({
      code: 'NOT_PERMITTED',
      reason: { code: 'identity.tenant_suspended' },
    });
    const machine = await ask({ query: '{ tenant { id } }', as: 'invoice-sync' });
    expect(machine.status).toBe(403);
    expect(machine.errors[0]?.extensions?.['reason']).toMatchObject({
      code: expect.stringMatching(/^(identity|credentials)\./) as string,
    });
  });

  test('comes back as it was when the operator activates it', async () => {
    const input = { to: 'ACTIVE', reason: 'The dispute is settled.', idempotencyKey: 'activate-acme' };
    done(await asOperator(platform, 'acme', CHANGE_STATE, input), 'changeTenantState');
    await until(
      () => may('ben@acme.example', 'platform.use'),
      (state) => state?.canAccess === true,
    );
    const { value } = await until(
      () => ask({ query: '{ tenant { slug } }', as: 'invoice-sync' }),
      ({ status }) => status === 200,
    );
    expect(value.data).toMatchObject({ tenant: { slug: 'acme' } });
  });
});
