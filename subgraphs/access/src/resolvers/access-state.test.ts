import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, anAction, aReason, BEN, NOON, ROBOT, secondsAfter } from '../../test/builders.js';
import { aMachineContext, aPersonContext, openGraph, type Graph } from '../../test/graph.js';
import { aToldTenant, anAssignment, tellMembership } from '../../test/told.js';
import { insertAssignment } from '../store/role-assignment.js';
import { someText, someNumber, textLike } from '../../test/matchers.js';

let world: Graph;
let tenantId: string;
beforeAll(async () => {
  world = await openGraph();
  await world.declare('identity', [anAction({ name: 'identity.tenant.rename' })]);
});
beforeEach(async () => {
  tenantId = await aToldTenant(world);
  await tellMembership(world.tell, tenantId, BEN);
});

const as = (personId: string, over = {}) => aPersonContext(tenantId, personId, over);
const ask = async (query: string, who = as(ANA), variables = {}) => world.graph.execute(who, query, variables);
const give = (role: string, id: string, kind: 'PERSON' | 'MACHINE' = 'PERSON') =>
  world.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment(role, id, kind)));
const notPaid = (version = 2) =>
  world.tell('billing.readiness.changed', tenantId, tenantId, {
    ready: false,
    reason: aReason('billing.payment_overdue'),
    nextTransition: null,
    version,
  });

const STATE =
  'canAccess reason { code } blockers { code } factors { kind outcome owner reason { code } factVersion factAsOf ageMs } validUntil nextBecause { code }';

describe('accessState', () => {
  test('without arguments answers whether the caller may use the platform', async () => {
    const { data, errors } = await ask(
      `{ accessState { ${STATE} policyVersion evaluatedAt decisionId consistencyToken } }`,
    );
    expect(errors).toEqual([]);
    expect(data?.['accessState']).toMatchObject({
      canAccess: true,
      reason: { code: 'access.granted' },
      blockers: [],
      evaluatedAt: NOON.toISOString(),
      policyVersion: someNumber,
      decisionId: someText,
      consistencyToken: someText,
    });
    expect(data).toHaveProperty('accessState.factors.3', {
      kind: 'BILLING',
      outcome: 'PASS',
      owner: 'BILLING',
      reason: { code: 'billing.active' },
      factVersion: 1,
      factAsOf: NOON.toISOString(),
      ageMs: 0,
    });
  });

  test('is the same answer on the tenant, and asked once', async () => {
    const { data } = await ask('{ accessState { decisionId } tenant { id accessState { decisionId } } }');
    expect(data).toHaveProperty('tenant.accessState', data?.['accessState']);
    expect(data).toHaveProperty('tenant.id', tenantId);
  });

  test('names everything that is in the way to whoever holds the permission', async () => {
    await notPaid();
    await world.tell('identity.platform_setup.changed', tenantId, tenantId, {
      ready: false,
      reason: aReason('identity.setup_incomplete'),
      version: 2,
    });
    const { data } = await ask(`{ accessState { ${STATE} } }`);
    expect(data?.['accessState']).toMatchObject({
      reason: { code: 'identity.setup_incomplete' },
      blockers: [{ code: 'identity.setup_incomplete' }, { code: 'billing.payment_overdue' }],
    });
  });

  test('tells whoever lacks the permission nothing else', async () => {
    await notPaid();
    const { data } = await ask(`{ accessState { ${STATE} } }`, as(BEN));
    expect(JSON.stringify(data)).not.toMatch(/billing\.|identity\./);
    expect(data?.['accessState']).toMatchObject({
      canAccess: false,
      reason: { code: 'access.not_permitted' },
      blockers: [{ code: 'access.not_permitted' }],
    });
  });

  test('denies an action that nobody declared, and says so', async () => {
    const { data } = await ask(
      '{ accessState(action: "identity.tenant.explode") { canAccess reason { code remedy { label } } factors { kind } } }',
    );
    expect(data?.['accessState']).toMatchObject({
      canAccess: false,
      reason: { code: 'access.action_unknown' },
      factors: [],
    });
  });

  test.each([
    ['an empty action', { action: '' }, /action must be/],
    ['an action of a megabyte', { action: 'a'.repeat(1_000_000) }, /action must be/],
    ['an action with a NUL', { action: 'a\u0000' }, /action must be/],
    ['a resource without end', { action: 'a.b', resource: { type: 'x', id: 'i'.repeat(201) } }, /resource\.id must be/],
  ])('refuses %s, by the name of the field', async (_what, variables, sentence) => {
    const query =
      'query ($action: String!, $resource: ResourceRef) { accessState(action: $action, resource: $resource) { canAccess } }';
    const { errors } = await ask(query, as(ANA), variables);
    expect(errors).toMatchObject([{ message: textLike(sentence), extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('answers about another tenant as about one that does not exist', async () => {
    const query =
      'query ($id: ID!) { accessState(resource: { type: "tenant", id: $id }) { canAccess reason { code message } } }';
    const foreign = await ask(query, as(ANA), { id: await aToldTenant(world) });
    expect(foreign.data).toEqual((await ask(query, as(ANA), { id: randomUUID() })).data);
    expect(foreign.data?.['accessState']).toMatchObject({
      canAccess: false,
      reason: { code: 'access.outside_tenant' },
    });
  });

  test('says until when it holds, and why it may change then', async () => {
    const nextTransition = {
      at: secondsAfter(60).toISOString(),
      to: 'SUSPENDED',
      ready: false,
      reason: aReason('billing.trial_over'),
    };
    await world.tell('billing.readiness.changed', tenantId, tenantId, {
      ready: true,
      reason: aReason('billing.trial_active'),
      nextTransition,
      version: 2,
    });
    const { data } = await ask(`{ accessState { ${STATE} } }`);
    expect(data?.['accessState']).toMatchObject({
      validUntil: secondsAfter(60).toISOString(),
      nextBecause: { code: 'billing.trial_over' },
    });
  });

  test('counts for an operator by duty alone', async () => {
    const operator = as(BEN, { operator: { duty: 'support', reason: 'ticket 1' } });
    const { data } = await ask('{ accessState { canAccess } }', operator);
    expect(data).toEqual({ accessState: { canAccess: true } });
  });
});

describe('atLeastAsFresh', () => {
  const query =
    'query ($token: ConsistencyToken) { accessState(atLeastAsFresh: $token) { canAccess reason { code } consistencyToken } }';
  const freshnessOf = async (token: string) => (await ask(query, as(ANA), { token })).data?.['accessState'];

  test('is met at once by what an earlier answer was read from', async () => {
    const { data } = await ask('{ settingsNavigation { consistencyToken } }');
    const { consistencyToken } = data?.['settingsNavigation'] as { consistencyToken: string };
    expect(await freshnessOf(consistencyToken)).toMatchObject({ canAccess: true });
  });

  test('of another tenant, or made up, is refused', async () => {
    for (const token of ['made.up.token', '', 'x'.repeat(2000)]) {
      const { data, errors } = await ask(query, as(ANA), { token });
      expect(data).toEqual({ accessState: null });
      expect(errors).toMatchObject([
        {
          extensions: { code: 'BAD_USER_INPUT' },
          message: textLike(/not a consistency token of this tenant/),
        },
      ]);
    }
  });
});

describe('accessStates', () => {
  const states = (semantic: string, ...actions: readonly string[]) =>
    ask(
      `query ($checks: [AccessCheckInput!]!) { accessStates(checks: $checks, semantic: ${semantic}) { canAccess reason { code } } }`,
      as(ANA),
      { checks: actions.map((action) => ({ action })) },
    );

  test('answers several questions in their order', async () => {
    const { data } = await states('EXECUTE_ALL', 'platform.use', 'no.such.action', 'access.role.assign');
    expect(data?.['accessStates']).toMatchObject([{ canAccess: true }, { canAccess: false }, { canAccess: true }]);
  });

  test('stops where it is told to', async () => {
    expect((await states('DENY_ON_FIRST_DENY', 'no.such.action', 'platform.use')).data?.['accessStates']).toHaveLength(
      1,
    );
    expect(
      (await states('PERMIT_ON_FIRST_PERMIT', 'no.such.action', 'platform.use', 'platform.use')).data?.['accessStates'],
    ).toHaveLength(2);
  });

  test('takes fifty questions, and refuses one more', async () => {
    expect(
      (await states('EXECUTE_ALL', ...Array<string>(50).fill('platform.use'))).data?.['accessStates'],
    ).toHaveLength(50);
    const { errors } = await states('EXECUTE_ALL', ...Array<string>(51).fill('platform.use'));
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' }, message: 'At most 50 checks can be asked at once, not 51.' },
    ]);
  });

  test('answers whether a role may be given', async () => {
    await give('admin', BEN);
    const query =
      '{ accessStates(checks: [{ action: "access.role.assign", properties: { role_id: "owner" } }]) { canAccess reason { code } } }';
    expect((await ask(query)).data).toMatchObject({ accessStates: [{ canAccess: true }] });
    expect((await ask(query, as(BEN))).data).toMatchObject({
      accessStates: [{ canAccess: false, reason: { code: 'access.privilege_escalation' } }],
    });
  });
});

describe('myCapabilities', () => {
  test('lists every action, with what grants it', async () => {
    const { data } = await ask('{ myCapabilities { action allowed grantedBy reason { code } } }');
    expect(data?.['myCapabilities']).toContainEqual({
      action: 'identity.tenant.rename',
      allowed: true,
      grantedBy: ['owner'],
      reason: { code: 'access.granted' },
    });
  });

  test('lists what a machine may at most, after its own limits', async () => {
    await give('machine', ROBOT, 'MACHINE');
    await world.tell('credentials.machine_identity.changed', tenantId, ROBOT, {
      machineIdentityId: ROBOT,
      name: 'r',
      state: 'ACTIVE',
      version: 1,
    });
    const allowedWith = async (limits: readonly string[]) => {
      const { data } = await ask('{ myCapabilities { action allowed } }', aMachineContext(tenantId, ROBOT, { limits }));
      const capabilities = data?.['myCapabilities'] as { action: string; allowed: boolean }[];
      return capabilities.filter(({ allowed }) => allowed).map(({ action }) => action);
    };
    expect(await allowedWith(['platform.use', 'identity.tenant.rename'])).toEqual(['platform.use']);
    expect(await allowedWith([])).toEqual([]);
  });
});
