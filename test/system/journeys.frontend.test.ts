import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { until } from '../harness/time.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

const REASON = 'code owner message since remedy { label section requiredPermission }';

describe('a frontend that shows Settings', () => {
  test('gets the six sections in their order, each by its owner, with what an owner of the tenant may do', async () => {
    const { status, data, errors } = await platform.ask({ ...operation('Settings'), as: 'ana@acme.example' });
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(
      data?.['settingsNavigation'].sections.map(
        (each: { key: string; owner: string; access: { visibility: string } }) => [
          each.key,
          each.owner,
          each.access.visibility,
        ],
      ),
    ).toEqual([
      ['USERS', 'IDENTITY', 'EDITABLE'],
      ['ORGANIZATION', 'IDENTITY', 'EDITABLE'],
      ['BILLING', 'BILLING', 'EDITABLE'],
      ['REPORTING', 'ACCESS', 'READ_ONLY'],
      ['INTEGRATIONS', 'CREDENTIALS', 'EDITABLE'],
      ['PLATFORM_SETUP', 'IDENTITY', 'EDITABLE'],
    ]);
  });

  test('gets each section’s badge and own fields from the domain that owns it', async () => {
    const { data } = await platform.ask({ ...operation('Settings'), as: 'ana@acme.example' });
    const byKey = new Map(data?.['settingsNavigation'].sections.map((each: { key: string }) => [each.key, each]));
    expect(byKey.get('USERS')).toMatchObject({ pendingInvitations: 0, attention: { level: 'NONE' } });
    expect(byKey.get('REPORTING')).toMatchObject({ decisionsToday: expect.any(Number) as number });
    expect(byKey.get('INTEGRATIONS')).toMatchObject({ expiringSoon: expect.any(Number) as number, orphaned: 0 });
    expect(byKey.get('PLATFORM_SETUP')).toMatchObject({ setup: { ready: true } });
  });

  test('shows a member nothing that they were not granted', async () => {
    const { data } = await platform.ask({ ...operation('Settings'), as: 'ben@acme.example' });
    const visible = data?.['settingsNavigation'].sections.filter(
      (each: { access: { visibility: string } }) => each.access.visibility !== 'HIDDEN',
    );
    expect(visible).toEqual([]);
  });

  test('shows an auditor everything and lets them change nothing', async () => {
    const { data } = await platform.ask({ ...operation('Settings'), as: 'dana@consult.example', tenant: 'acme' });
    const visibilities = data?.['settingsNavigation'].sections.map(
      (each: { access: { visibility: string } }) => each.access.visibility,
    );
    expect(new Set(visibilities)).toEqual(new Set(['READ_ONLY']));
  });
});

describe('a person who asks whether they may', () => {
  test('gets the decision with its reason, and finds the stored one under its id', async () => {
    const variables = { action: 'billing.plan.change' };
    const asked = await platform.ask({ ...operation('MayI'), variables, as: 'ben@acme.example' });
    const state = asked.data?.['accessState'];
    expect(state).toMatchObject({ canAccess: false, reason: { code: 'access.not_permitted', owner: 'ACCESS' } });
    const stored = await platform.ask({
      ...operation('WhyWasThisDenied'),
      variables: { decisionId: state.decisionId },
      as: 'ben@acme.example',
    });
    expect(stored.errors).toEqual([]);
    expect(stored.data?.['accessDecision']).toMatchObject({
      id: state.decisionId,
      canAccess: false,
      reason: state.reason,
      action: 'billing.plan.change',
      subject: { kind: 'PERSON', id: personId('ben@acme.example') },
      requestId: asked.headers.get('x-request-id'),
    });
  });

  test('finds nobody else’s decision, unless they may read the audit', async () => {
    const variables = { action: 'billing.plan.change' };
    const asked = await platform.ask({ ...operation('MayI'), variables, as: 'ben@acme.example' });
    const read = async (as: string, tenant: string) =>
      (
        await platform.ask({
          ...operation('WhyWasThisDenied'),
          variables: { decisionId: asked.data?.['accessState'].decisionId },
          ...{ as, tenant },
        })
      ).data?.['accessDecision'];
    expect(await read('cleo@acme.example', 'acme')).toBeNull();
    expect(await read('gus@globex.example', 'globex')).toBeNull();
    expect(await read('dana@consult.example', 'acme')).toMatchObject({ reason: { code: 'access.no_grant' } });
  });
});

describe('a person with memberships in two tenants', () => {
  test('is asked for the tenant by name when they name none', async () => {
    const { status, errors } = await platform.ask({
      query: '{ viewer { authenticatedBy } }',
      as: 'dana@consult.example',
    });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('acme, globex') as string,
      extensions: { code: 'BAD_REQUEST', reason: { code: 'identity.tenant_required', owner: 'IDENTITY' } },
    });
  });

  test('acts in the one that they name, and learns of both', async () => {
    for (const tenant of ['acme', 'globex']) {
      const { data } = await platform.ask({ ...operation('AccountSwitcher'), as: 'dana@consult.example', tenant });
      expect(data?.['viewer'].tenant.slug).toBe(tenant);
      expect(data?.['viewer'].tenants.map((each: { slug: string }) => each.slug)).toEqual(['acme', 'globex']);
    }
  });

  test('meets a tenant of others exactly as one that does not exist', async () => {
    const answers = await Promise.all(
      ['globex', 'no-such-tenant'].map((tenant) =>
        platform.ask({ query: '{ viewer { authenticatedBy } }', as: 'ana@acme.example', tenant }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

const ASSIGN = `mutation($input: AssignRoleInput!) {
  assignRole(input: $input) { consistencyToken assignment { id role { id } } errors { code message } }
}`;

describe('whoever changed something', () => {
  test('reads their own write: what the token names is in the answer', async () => {
    const input = {
      subjectKind: 'PERSON',
      subjectId: personId('ben@acme.example'),
      roleId: 'billing-manager',
      idempotencyKey: 'ryw-1',
    };
    const assigned = await platform.ask({ query: ASSIGN, variables: { input }, as: 'ana@acme.example' });
    expect(assigned.data?.['assignRole']).toMatchObject({
      errors: [],
      assignment: { role: { id: 'billing-manager' } },
    });
    const { data } = await platform.ask({
      ...operation('MayI'),
      variables: { action: 'billing.plan.change', atLeastAsFresh: assigned.data?.['assignRole'].consistencyToken },
      as: 'ben@acme.example',
    });
    expect(data?.['accessState']).toMatchObject({ canAccess: true, reason: { code: 'access.granted' } });
  });

  test('gets the same answer when they send it again, and is refused the key for something else', async () => {
    const input = {
      subjectKind: 'PERSON',
      subjectId: personId('ben@acme.example'),
      roleId: 'auditor',
      idempotencyKey: 'ryw-2',
    };
    const send = async (changes: object) =>
      (await platform.ask({ query: ASSIGN, variables: { input: { ...input, ...changes } }, as: 'ana@acme.example' }))
        .data?.['assignRole'];
    const first = await send({});
    expect(first.errors).toEqual([]);
    expect((await send({})).assignment).toEqual(first.assignment);
    expect((await send({ roleId: 'admin' })).errors).toMatchObject([{ code: 'access.idempotency_key_reused' }]);
  });

  test('is refused a token that was made for another tenant', async () => {
    const input = {
      subjectKind: 'PERSON',
      subjectId: personId('gus@globex.example'),
      roleId: 'auditor',
      idempotencyKey: 'ryw-3',
    };
    const elsewhere = await platform.ask({ query: ASSIGN, variables: { input }, as: 'gus@globex.example' });
    const { data, errors } = await platform.ask({
      ...operation('MayI'),
      variables: { action: 'billing.plan.change', atLeastAsFresh: elsewhere.data?.['assignRole'].consistencyToken },
      as: 'ana@acme.example',
    });
    expect(data?.['accessState']).toBeNull();
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('a customer who cancels', () => {
  const CANCEL = `mutation($input: CancelSubscriptionInput!) {
    cancelSubscription(input: $input) { readiness { ready state reason { ${REASON} } } consistencyToken errors { code message } }
  }`;
  const STANDING = `query($atLeastAsFresh: ConsistencyToken) {
    tenant { id billingReadiness { ready state reason { ${REASON} } } }
    accessState(atLeastAsFresh: $atLeastAsFresh) { canAccess reason { ${REASON} } blockers { ${REASON} } }
  }`;

  test('is answered by access in billing’s own words, byte for byte', async () => {
    const before = await platform.ask({ query: STANDING, as: 'ana@acme.example' });
    expect(before.data).toMatchObject({
      tenant: { billingReadiness: { ready: true } },
      accessState: { canAccess: true },
    });
    const input = { atPeriodEnd: false, idempotencyKey: 'cancel-1' };
    const canceled = await platform.ask({ query: CANCEL, variables: { input }, as: 'ana@acme.example' });
    expect(canceled.data?.['cancelSubscription']).toMatchObject({
      errors: [],
      readiness: { ready: false, state: 'CANCELED' },
    });
    const { consistencyToken: atLeastAsFresh } = canceled.data?.['cancelSubscription'];
    const after = await platform.ask({ query: STANDING, variables: { atLeastAsFresh }, as: 'ana@acme.example' });
    const { tenant, accessState } = after.data ?? {};
    expect(accessState.canAccess).toBe(false);
    expect(JSON.stringify(accessState.reason)).toBe(JSON.stringify(tenant.billingReadiness.reason));
    expect(accessState.reason).toMatchObject({ code: 'billing.canceled', owner: 'BILLING' });
  });

  test('finds the sections that are paid for locked, and may still choose a plan', async () => {
    const { value } = await until(
      async () =>
        (await platform.ask({ ...operation('Settings'), as: 'ana@acme.example' })).data?.['settingsNavigation']
          .sections,
      (sections) => sections.some((each: { access: { visibility: string } }) => each.access.visibility === 'LOCKED'),
    );
    const visibility = Object.fromEntries(
      value.map((each: { key: string; access: { visibility: string } }) => [each.key, each.access.visibility]),
    );
    expect(visibility).toMatchObject({
      REPORTING: 'LOCKED',
      INTEGRATIONS: 'LOCKED',
      BILLING: 'EDITABLE',
      USERS: 'EDITABLE',
    });
    const { data } = await platform.ask({
      ...operation('MayI'),
      variables: { action: 'billing.plan.change' },
      as: 'ana@acme.example',
    });
    expect(data?.['accessState'].canAccess).toBe(true);
  });
});

function personId(email: string): string {
  const person = platform.demo.people.find((each) => each.email === email);
  if (person === undefined) throw new Error(`The demo has nobody called ${email}.`);
  return person.id;
}
