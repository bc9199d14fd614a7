import { randomUUID } from 'node:crypto';
import { allowOnly } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { NOON } from '../../test/builders.js';
import { eventsOf, keepMember, keepTenant } from '../../test/database.js';
import { asPerson, call, openGraph, type TestGraph } from '../../test/graph.js';

const FIELDS = 'membership { id state version note endedAt endedBy { label } person { id } }';

let graph: TestGraph;
beforeAll(async () => {
  graph = await openGraph();
});

async function change(mutation: string, tenantId: string, input: object) {
  const { query, variables } = call(mutation, FIELDS);
  const { data, errors } = await graph.domain.execute(asPerson(tenantId, randomUUID()), query, variables(input));
  expect(errors).toEqual([]);
  return data?.[mutation];
}

describe('suspending a member', () => {
  test('ends their sessions in this tenant, tells the other domains, and can be undone', async () => {
    const tenant = await keepTenant(graph.database);
    const { personId, membership } = await keepMember(graph.database, tenant.id);
    const input = { membershipId: membership.id, reason: 'on leave', expectedVersion: 1 };
    expect(await change('suspendMember', tenant.id, input)).toMatchObject({
      membership: { id: membership.id, state: 'SUSPENDED', version: 2, note: 'on leave', person: { id: personId } },
      errors: [],
    });
    expect(await eventsOf(graph.database, tenant.id)).toMatchObject([
      {
        type: 'identity.membership.changed',
        subject: membership.id,
        data: { membershipId: membership.id, personId, state: 'SUSPENDED', duties: [], voluntary: null, version: 2 },
      },
      {
        type: 'txn_token.withdrawn',
        data: { sub: `person:${personId}`, tenant: tenant.id, before: NOON.toISOString() },
      },
    ]);
    const back = await change('reinstateMember', tenant.id, { ...input, expectedVersion: 2 });
    expect(back).toMatchObject({ membership: { state: 'ACTIVE', version: 3 }, errors: [] });
  });

  test('ends an operator’s sessions in every tenant: their tokens name the customers’ tenants', async () => {
    const tenant = await keepTenant(graph.database);
    const { personId, membership } = await keepMember(graph.database, tenant.id, { duties: ['tenant-operations'] });
    await change('suspendMember', tenant.id, { membershipId: membership.id, reason: 'on leave', expectedVersion: 1 });
    const withdrawn = (await eventsOf(graph.database, tenant.id)).find(({ type }) => type === 'txn_token.withdrawn');
    expect(withdrawn?.data).toEqual({ sub: `person:${personId}`, before: NOON.toISOString() });
  });

  test('asks access about the person, so that the last owner can be protected', async () => {
    const asking = await openGraph(allowOnly());
    const tenant = await keepTenant(asking.database);
    const { personId, membership } = await keepMember(asking.database, tenant.id);
    const { query, variables } = call('suspendMember', FIELDS);
    const input = variables({ membershipId: membership.id, reason: 'on leave', expectedVersion: 1 });
    const { data } = await asking.domain.execute(asPerson(tenant.id, randomUUID()), query, input);
    expect(data?.['suspendMember']).toMatchObject({
      membership: null,
      errors: [{ __typename: 'NotPermitted', code: 'access.not_permitted' }],
    });
    expect(asking.access.asked).toEqual([
      { action: 'identity.member.suspend', resource: { type: 'person', id: personId } },
    ]);
  });

  test('on an old version changes nothing and names the current one', async () => {
    const tenant = await keepTenant(graph.database);
    const { membership } = await keepMember(graph.database, tenant.id);
    const answer = await change('suspendMember', tenant.id, {
      membershipId: membership.id,
      reason: 'on leave',
      expectedVersion: 0,
    });
    expect(answer).toMatchObject({
      membership: null,
      errors: [{ __typename: 'VersionConflict', code: 'identity.version_conflict', currentVersion: 1 }],
    });
    expect(await eventsOf(graph.database, tenant.id)).toEqual([]);
  });

  test('with the same key is answered again, not done again', async () => {
    const tenant = await keepTenant(graph.database);
    const { membership } = await keepMember(graph.database, tenant.id);
    const { query, variables } = call('suspendMember', FIELDS);
    const input = variables({ membershipId: membership.id, reason: 'on leave', expectedVersion: 1 });
    const context = asPerson(tenant.id, randomUUID());
    const [first, second] = [
      await graph.domain.execute(context, query, input),
      await graph.domain.execute(context, query, input),
    ];
    expect(second.data?.['suspendMember']).toMatchObject({
      membership: { state: 'SUSPENDED', version: 2 },
      errors: [],
    });
    expect(first.errors).toEqual([]);
    expect(await eventsOf(graph.database, tenant.id)).toHaveLength(2);
  });
});

describe('removing a member', () => {
  test.each([true, false])('ends the membership and says whether it was voluntary: %s', async (voluntary) => {
    const tenant = await keepTenant(graph.database);
    const { personId, membership } = await keepMember(graph.database, tenant.id, { duties: ['support'] });
    const answer = await change('removeMember', tenant.id, {
      membershipId: membership.id,
      reason: 'new job',
      expectedVersion: 1,
      voluntary,
    });
    expect(answer).toMatchObject({
      membership: { state: 'LEFT', endedAt: NOON.toISOString(), endedBy: { label: 'Test Person' } },
      errors: [],
    });
    expect(await eventsOf(graph.database, tenant.id)).toMatchObject([
      { type: 'identity.membership.changed', data: { personId, state: 'LEFT', duties: [], voluntary, version: 2 } },
      { type: 'txn_token.withdrawn' },
    ]);
  });
});

describe.each(['suspendMember', 'reinstateMember', 'removeMember'])('%s', (mutation) => {
  test('answers for another tenant’s membership exactly as for a missing one', async () => {
    const theirs = await keepMember(graph.database, (await keepTenant(graph.database)).id);
    const ours = await keepTenant(graph.database);
    const ask = (membershipId: string) =>
      change(mutation, ours.id, {
        membershipId,
        reason: 'on leave',
        expectedVersion: 1,
        ...(mutation === 'removeMember' && { voluntary: true }),
      });
    const foreign = await ask(theirs.membership.id);
    expect(foreign).toMatchObject({
      membership: null,
      errors: [{ __typename: 'InvalidInput', code: 'identity.not_found', path: ['membershipId'] }],
    });
    expect(await ask(randomUUID())).toEqual(foreign);
    expect(await ask('not an id')).toEqual(foreign);
  });
});
