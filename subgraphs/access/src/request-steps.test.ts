import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, anOccasion, aPerson, aReason, BEN, NOON } from '../test/builders.js';
import { aPersonContext, openGraph, type Graph } from '../test/graph.js';
import { including } from '../test/matchers.js';
import { aToldTenant, tellMembership } from '../test/told.js';

let world: Graph;
let tenantId: string;
beforeAll(async () => {
  world = await openGraph();
});
beforeEach(async () => {
  tenantId = await aToldTenant(world);
  await tellMembership(world.tell, tenantId, BEN);
  await world.tell('billing.readiness.changed', tenantId, tenantId, {
    ready: false,
    reason: aReason('billing.payment_overdue'),
    nextTransition: null,
    version: 2,
  });
});

const TRACE = `query ($id: ID!) { requestTrace(id: $id) { access {
  at sequence domain kind outcome action field target { type id } actors { kind id label } reason { code owner }
  links { name outcome reason { code owner } evidence } decisionId errorCode requestId txn } } }`;
const as = (personId: string, tenant = tenantId) => aPersonContext(tenant, personId);
const ask = (requestId: string, actions: readonly string[], txn = 'token-1') => {
  const actors = [{ kind: 'PERSON', id: BEN, label: 'Ben' }] as const;
  const questions = actions.map((action) => ({ action, resource: { type: 'note', id: 'n1' }, roleId: null }));
  const subject = aPerson({ tenantId, principal: { kind: 'PERSON', id: BEN } });
  return world.evaluation.decide(subject, anOccasion({ requestId, txn, actors }), questions);
};
const trace = async (id: string, who = as(ANA)) => {
  const { data, errors } = await world.graph.execute(who, TRACE, { id });
  return { steps: (data?.['requestTrace'] as { access: Record<string, unknown>[] | null }).access, errors };
};

describe('access’s part of a trace', () => {
  test('shows a decision whole: every rule in the words of whoever owns its reason, although the subject was shown less', async () => {
    const [denied] = await ask('request-1', ['access.role.assign']);
    const { steps } = await trace('request-1');
    expect(steps).toMatchObject([
      {
        ...{ sequence: 1, domain: 'ACCESS', kind: 'DECISION', outcome: 'DENIED', action: 'access.role.assign' },
        ...{ at: NOON.toISOString(), field: null, target: { type: 'note', id: 'n1' }, errorCode: null },
        ...{
          actors: [{ kind: 'PERSON', id: BEN, label: 'Ben' }],
          reason: { code: 'access.no_grant', owner: 'ACCESS' },
        },
        ...{ decisionId: denied?.decisionId, requestId: 'request-1', txn: 'token-1' },
      },
    ]);
    expect(steps?.[0]?.['links']).toContainEqual(including({ name: 'permission.granted', outcome: 'FAIL' }));
  });

  test('carries the reason of another domain’s rule byte for byte', async () => {
    await ask('request-2', ['platform.use']);
    const { steps } = await trace('request-2');
    expect(steps?.[0]?.['links']).toContainEqual(
      including({ outcome: 'FAIL', reason: { code: 'billing.payment_overdue', owner: 'BILLING' } }),
    );
  });

  test('has a batch in the order in which it was asked', async () => {
    const asked = ['platform.use', 'access.role.read', 'no.such.action', 'access.audit.read', 'access.role.assign'];
    await ask('request-3', asked);
    const { steps } = await trace('request-3');
    expect(steps?.map(({ sequence, action }) => [sequence, action])).toEqual(asked.map((action, n) => [n + 1, action]));
  });

  test('shows all that was decided with one token, the scope that it was given first', async () => {
    const subject = aPerson({ tenantId, principal: { kind: 'PERSON', id: BEN } });
    await world.evaluation.search(subject, anOccasion({ requestId: 'first', txn: 'token-2' }));
    await ask('second', ['platform.use'], 'token-2');
    const { steps } = await trace('token-2');
    expect(steps?.map(({ requestId, action }) => [requestId, action])).toEqual([
      ['first', '*'],
      ['second', 'platform.use'],
    ]);
  });

  test('is not for a member without access.audit.read', async () => {
    await ask('request-4', ['platform.use']);
    const { steps, errors } = await trace('request-4', as(BEN));
    expect(steps).toBeNull();
    expect(errors).toMatchObject([
      {
        path: ['requestTrace', 'access'],
        extensions: { code: 'NOT_PERMITTED', reason: { code: 'access.not_permitted' } },
      },
    ]);
  });

  test('is as empty for another tenant as for a request that never was', async () => {
    await ask('request-5', ['platform.use']);
    const other = await aToldTenant(world);
    expect(await trace('request-5', as(ANA, other))).toEqual({ steps: [], errors: [] });
    expect(await trace('never-was')).toEqual({ steps: [], errors: [] });
  });

  test('costs two statements, however many decisions there are', async () => {
    const cost = async (id: string): Promise<number> => {
      const scope = ['access.audit.read'];
      const before = world.database.statements.count;
      await trace(id, aPersonContext(tenantId, ANA, { scope }));
      return world.database.statements.count - before;
    };
    await ask('one', ['platform.use']);
    await ask(
      'many',
      Array.from({ length: 40 }, () => 'platform.use'),
    );
    expect([await cost('one'), await cost('many')]).toEqual([2, 2]);
  });
});
