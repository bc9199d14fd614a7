import { randomUUID } from 'node:crypto';
import type { ServiceRequest } from '@bailiwick/subgraph-host';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aFullAction, ANA, anAction, aReason, BEN, ROBOT } from '../../test/builders.js';
import { aMachineContext, aPersonContext, openGraph, type Graph } from '../../test/graph.js';
import { aToldTenant, anAssignment, tellMembership } from '../../test/told.js';
import { insertAssignment } from '../store/role-assignment.js';
import { someText, textLike } from '../../test/matchers.js';

let world: Graph;
let tenantId: string;
beforeAll(async () => {
  world = await openGraph();
  await world.declare('identity', [
    anAction({ name: 'identity.tenant.rename' }),
    anAction({ name: 'identity.member.remove', endsStanding: true, powerReducing: true }),
  ]);
  await world.declare('credentials', [aFullAction({ name: 'credentials.machine.declare' })]);
});
beforeEach(async () => {
  tenantId = await aToldTenant(world);
});

const ana = { type: 'person', id: ANA };
const whole = () => ({ type: 'tenant', id: tenantId });
const single = (over: object = {}) => ({
  subject: ana,
  action: { name: 'identity.tenant.rename' },
  resource: whole(),
  context: {},
  ...over,
});
type Context = ServiceRequest['context'];

async function post(path: string, body: unknown, context: Context = aPersonContext(tenantId, ANA)) {
  const route = world.graph.parts.serviceRoutes?.find((each) => each.path === `/access/v1/${path}`);
  if (route === undefined) throw new Error(`There is no route ${path}.`);
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return route.handle({
    caller: 'identity',
    method: 'POST',
    path: route.path,
    query: new URLSearchParams(),
    headers: {},
    body: bytes,
    context,
    requestId: 'request-1',
  });
}

describe('an access evaluation', () => {
  test('answers with the reason and the stored decision', async () => {
    expect(await post('evaluation', single())).toMatchObject({
      status: 200,
      body: {
        decision: true,
        context: { reason: { code: 'access.granted', owner: 'ACCESS' }, decision_id: someText },
      },
    });
  });

  test('carries another domain’s reason unchanged', async () => {
    const reason = {
      ...aReason('billing.payment_overdue'),
      since: '2026-11-01T00:00:00.000Z',
      remedy: { label: 'Pay.', section: 'BILLING', requiredPermission: 'billing.plan.change' },
    };
    await world.tell('billing.readiness.changed', tenantId, tenantId, {
      ready: false,
      reason,
      nextTransition: null,
      version: 2,
    });
    const { body } = await post('evaluation', single({ action: { name: 'credentials.machine.declare' } }));
    expect(body).toMatchObject({ decision: false, context: { reason } });
  });

  test('tells whoever lacks the permission nothing else', async () => {
    await tellMembership(world.tell, tenantId, BEN);
    const { body } = await post(
      'evaluation',
      single({ subject: { type: 'person', id: BEN } }),
      aPersonContext(tenantId, BEN),
    );
    expect(body).toMatchObject({ decision: false, context: { reason: { code: 'access.not_permitted' } } });
  });

  test('of removing the last owner is a no', async () => {
    const { body } = await post('evaluation', single({ action: { name: 'identity.member.remove' }, resource: ana }));
    expect(body).toMatchObject({ decision: false, context: { reason: { code: 'access.last_owner' } } });
  });

  test('knows the role that is to be given', async () => {
    await tellMembership(world.tell, tenantId, BEN);
    await world.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('admin', BEN)));
    const give = (role: string) =>
      post(
        'evaluation',
        single({
          subject: { type: 'person', id: BEN },
          action: { name: 'access.role.assign' },
          context: { properties: { role_id: role } },
        }),
        aPersonContext(tenantId, BEN),
      );
    expect((await give('member')).body).toMatchObject({ decision: true });
    expect((await give('owner')).body).toMatchObject({
      decision: false,
      context: { reason: { code: 'access.privilege_escalation' } },
    });
  });
});

describe('access evaluations', () => {
  const items = (...names: readonly string[]) => names.map((name) => ({ action: { name }, resource: whole() }));
  const batch = (over: object) => post('evaluations', { subject: ana, ...over });

  test('are answered in their order', async () => {
    const { body } = await batch({
      evaluations: items('no.such.action', 'identity.tenant.rename'),
      options: { evaluations_semantic: 'execute_all' },
    });
    expect(body).toMatchObject({
      evaluations: [{ decision: false, context: { reason: { code: 'access.action_unknown' } } }, { decision: true }],
    });
  });

  test('take from the top what they leave out', async () => {
    const { body } = await batch({
      action: { name: 'identity.tenant.rename' },
      evaluations: [{ resource: whole() }, { resource: ana }],
    });
    expect(body).toMatchObject({ evaluations: [{ decision: true }, { decision: true }] });
  });

  test('stop where they are told to', async () => {
    const { body } = await batch({
      evaluations: items('no.such.action', 'identity.tenant.rename'),
      options: { evaluations_semantic: 'deny_on_first_deny' },
    });
    expect(body).toHaveProperty('evaluations.length', 1);
  });

  test('are at most fifty', async () => {
    const many = (count: number) =>
      batch({ evaluations: items(...Array<string>(count).fill('identity.tenant.rename')) });
    expect(await many(50)).toMatchObject({ status: 200 });
    expect(await many(51)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: textLike(/evaluations: .*50/) },
    });
    expect(await many(0)).toMatchObject({ status: 400 });
  });
});

describe('an action search', () => {
  const search = (subject: object, context?: Context, resource: object = whole()) =>
    post('search/action', { subject, resource }, context);

  test('finds what is possible in the whole tenant and does not depend on readiness', async () => {
    const { status, body } = await search(ana);
    const names = (body as { results: { name: string }[] }).results.map(({ name }) => name);
    expect(status).toBe(200);
    expect(names).toEqual(
      expect.arrayContaining(['identity.tenant.rename', 'access.role.assign', 'access.audit.read']),
    );
    expect(names).not.toContain('platform.use');
    expect(names).not.toContain('credentials.machine.declare');
  });

  test('is kept as one decision that names what was found', async () => {
    const { body } = await search(ana);
    const names = (body as { results: { name: string }[] }).results.map(({ name }) => name);
    const kept = await world.database.inTenant(tenantId, (tx) =>
      tx.selectFrom('access_decision').selectAll().execute(),
    );
    expect(kept).toMatchObject([
      { action: '*', subject_id: ANA, request_id: 'request-1', can_access: true, trace: [{ via: names }] },
    ]);
  });

  test('finds nothing beyond a machine’s limits', async () => {
    await world.tell('credentials.machine_identity.changed', tenantId, ROBOT, {
      machineIdentityId: ROBOT,
      name: 'r',
      state: 'ACTIVE',
      version: 1,
    });
    await world.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('auditor', ROBOT, 'MACHINE')));
    const robot = { type: 'machine', id: ROBOT };
    expect(
      (
        await search(
          robot,
          aMachineContext(tenantId, ROBOT, { limits: ['access.role.read', 'identity.tenant.rename'] }),
        )
      ).body,
    ).toEqual({ results: [{ name: 'access.role.read' }] });
    expect((await search(robot, aMachineContext(tenantId, ROBOT, { limits: [] }))).body).toEqual({ results: [] });
  });

  test('finds nothing for somebody who was suspended', async () => {
    await tellMembership(world.tell, tenantId, ANA, { state: 'SUSPENDED', version: 2 });
    expect((await search(ana)).body).toEqual({ results: [] });
  });

  test('is about the whole tenant only', async () => {
    expect(await search(ana, undefined, ana)).toMatchObject({
      status: 400,
      body: { error_description: textLike(/resource.type must be tenant/) },
    });
  });
});

describe.each(['evaluation', 'evaluations', 'search/action'])('a question at %s', (path) => {
  const question = (over: object) => {
    const { action, resource, ...rest } = single(over);
    return path === 'evaluations' ? { ...rest, evaluations: [{ action, resource }] } : { ...rest, action, resource };
  };

  test('in somebody else’s name is refused', async () => {
    for (const subject of [
      { type: 'person', id: BEN },
      { type: 'machine', id: ANA },
    ]) {
      expect(await post(path, question({ subject }))).toMatchObject({
        status: 400,
        body: { error_description: 'subject is not the principal of the Txn-Token.' },
      });
    }
  });

  test('about another tenant is refused', async () => {
    expect(await post(path, question({ resource: { type: 'tenant', id: randomUUID() } }))).toMatchObject({
      status: 400,
      body: { error_description: textLike(/other than the one of the Txn-Token/) },
    });
  });

  test('that cannot be read is refused, and says where', async () => {
    expect(await post(path, '{"subject":')).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'The body is not JSON.' },
    });
    expect(await post(path, [])).toMatchObject({ status: 400 });
    expect(await post(path, question({ subject: { type: 'person' } }))).toMatchObject({
      status: 400,
      body: { error_description: textLike(/subject\.id/) },
    });
    expect(await post(path, question({ resource: null }))).toMatchObject({
      status: 400,
      body: { error_description: textLike(/resource/) },
    });
  });

  test('without a token, or from the lobby, is refused', async () => {
    expect(await post(path, question({}), null)).toMatchObject({ status: 401 });
    expect(await post(path, question({}), { ...aPersonContext(tenantId, ANA), tenantId: null })).toMatchObject({
      status: 401,
    });
    expect(await post(path, question({}), { ...aPersonContext(tenantId, ANA), principal: null })).toMatchObject({
      status: 401,
    });
  });
});
