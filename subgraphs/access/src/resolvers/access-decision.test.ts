import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, aReason, BEN } from '../../test/builders.js';
import { aPersonContext, openGraph, type Graph } from '../../test/graph.js';
import { aToldTenant, tellMembership } from '../../test/told.js';
import { someText, including } from '../../test/matchers.js';

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

const as = (personId: string, tenant = tenantId) => aPersonContext(tenant, personId);
const decideAs = async (personId: string): Promise<string> => {
  const { data } = await world.graph.execute(as(personId), '{ accessState { decisionId } }');
  return (data?.['accessState'] as { decisionId: string }).decisionId;
};
const FIELDS = `id canAccess reason { code } subject { kind id } action resourceType resourceId requestId policyVersion
  trace { rule owner effect outcome matched because via } facts { domain name version asOf digest } evaluatedAt durationMicros
  replay { canAccess differs reason { code } trace { rule } }`;
const read = async (id: string, who = as(ANA)) => {
  const { data, errors } = await world.graph.execute(
    who,
    `query ($id: ID!) { accessDecision(id: $id) { ${FIELDS} } }`,
    { id },
  );
  expect(errors).toEqual([]);
  return data?.['accessDecision'];
};

describe('a stored decision', () => {
  test('is read whole by whom it was made for', async () => {
    const id = await decideAs(ANA);
    expect(await read(id)).toMatchObject({
      id,
      canAccess: false,
      action: 'platform.use',
      resourceType: null,
      resourceId: null,
      reason: { code: 'billing.payment_overdue' },
      subject: { kind: 'PERSON', id: ANA },
      replay: { canAccess: false, differs: false },
    });
    const decision = (await read(id)) as { trace: { rule: string; matched: boolean }[]; facts: object[] };
    expect(decision.trace).toContainEqual({
      rule: 'permission.granted',
      owner: 'ACCESS',
      effect: 'PERMIT',
      outcome: 'PASS',
      matched: true,
      because: someText,
      via: ['owner'],
    });
    expect(decision.trace).toContainEqual(
      including({ rule: 'billing.ready', owner: 'BILLING', outcome: 'FAIL', matched: false }),
    );
    expect(decision.trace).toContainEqual(
      including({ rule: 'billing.feature', outcome: 'NOT_APPLICABLE', matched: false }),
    );
    expect(decision.facts).toContainEqual(including({ domain: 'BILLING', name: 'billing', version: 2 }));
  });

  test('of somebody without the permission shows them no more than they were shown', async () => {
    const decision = await read(await decideAs(BEN), as(BEN));
    expect(decision).toMatchObject({ reason: { code: 'access.not_permitted' }, facts: [], replay: null });
    expect(decision).toMatchObject({ trace: [{ rule: 'permission.granted', outcome: 'FAIL', matched: false }] });
    expect(decision).toHaveProperty('trace.length', 1);
    expect(JSON.stringify(decision)).not.toMatch(/billing\.|BILLING/);
  });

  test('of somebody else is read whole with access.audit.read', async () => {
    const decision = await read(await decideAs(BEN), as(ANA));
    expect(decision).toMatchObject({ subject: { id: BEN }, reason: { code: 'billing.payment_overdue' } });
  });

  test('of somebody else is not there without access.audit.read', async () => {
    expect(await read(await decideAs(ANA), as(BEN))).toBeNull();
  });

  test('of another tenant is not there, as one that never was', async () => {
    const id = await decideAs(ANA);
    const other = await aToldTenant(world);
    expect(await read(id, as(ANA, other))).toBeNull();
    expect(await read(randomUUID())).toBeNull();
    expect(await read('not an id')).toBeNull();
  });

  test('is the same read through accessState and as an entity', async () => {
    const { data } = await world.graph.execute(as(ANA), `{ accessState { decision { ${FIELDS} } } }`);
    const { decision } = data?.['accessState'] as { decision: { id: string } };
    expect(await read(decision.id)).toEqual(decision);
    const entity = await world.graph.execute(
      as(ANA),
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on AccessDecision { ${FIELDS} } } }`,
      {
        of: [{ __typename: 'AccessDecision', id: decision.id }],
      },
    );
    expect(entity.data?.['_entities']).toEqual([decision]);
  });
});
