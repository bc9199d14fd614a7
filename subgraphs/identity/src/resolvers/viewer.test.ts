import { randomUUID } from 'node:crypto';
import { allowOnly, aMachineContext } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { keepMember, keepTenant } from '../../test/database.js';
import { asPerson, asStranger, openGraph, type TestGraph } from '../../test/graph.js';

const VIEWER = `{ viewer {
  principal { __typename ... on Person { id displayName membership { state } } ... on MachineIdentity { id } }
  tenant { id slug } tenants { id slug name } actors { kind id label } authenticatedBy
} }`;

let graph: TestGraph;
beforeAll(async () => {
  graph = await openGraph();
});

describe('the viewer', () => {
  test('is the person of the signed context, in its tenant, with the tenants of the person’s own', async () => {
    const [acme, globex] = [await keepTenant(graph.database), await keepTenant(graph.database)];
    await keepTenant(graph.database);
    const { personId } = await keepMember(graph.database, acme.id, { subject: 's1', displayName: 'Dana' });
    await keepMember(graph.database, globex.id, { personId, subject: 's1' });
    const context = asPerson(acme.id, personId);
    const authentication = { ...asStranger('s1').authentication };
    const { data, errors } = await graph.domain.execute({ ...context, authentication }, VIEWER);
    expect(errors).toEqual([]);
    expect(data?.['viewer']).toEqual({
      principal: { __typename: 'Person', id: personId, displayName: 'Dana', membership: { state: 'ACTIVE' } },
      tenant: { id: acme.id, slug: acme.slug },
      tenants: [acme, globex]
        .map(({ id, slug, name }) => ({ id, slug, name }))
        .toSorted((a, b) => (a.slug < b.slug ? -1 : 1)),
      actors: [{ kind: 'PERSON', id: personId, label: 'Test Person' }],
      authenticatedBy: 'https://login.example.com',
    });
  });

  test('reads their own name without a permission to read members', async () => {
    const closed = await openGraph(allowOnly());
    const tenant = await keepTenant(closed.database);
    const { personId } = await keepMember(closed.database, tenant.id, { displayName: 'Ben' });
    const { data, errors } = await closed.domain.execute(
      asPerson(tenant.id, personId),
      '{ viewer { principal { ... on Person { displayName email } } } }',
    );
    expect({ data, errors }).toEqual({
      data: { viewer: { principal: { displayName: 'Ben', email: 'ana@acme.example' } } },
      errors: [],
    });
  });

  test('is nobody in the lobby before the first link', async () => {
    const { data, errors } = await graph.domain.execute(asStranger(randomUUID()), VIEWER);
    expect(errors).toEqual([]);
    expect(data?.['viewer']).toMatchObject({ principal: null, tenant: null, tenants: [], actors: [] });
  });

  test('is a known person in the lobby, too, without anything of any tenant', async () => {
    const personId = randomUUID();
    const context = {
      ...asStranger(randomUUID()),
      principal: { kind: 'PERSON' as const, id: personId },
      subject: `person:${personId}`,
    };
    const { data, errors } = await graph.domain.execute(context, VIEWER);
    expect(errors).toEqual([]);
    expect(data?.['viewer']).toMatchObject({
      principal: { id: personId, displayName: null, membership: null },
      tenant: null,
    });
  });

  test('is a machine, without tenants to choose', async () => {
    const tenant = await keepTenant(graph.database);
    const machineId = randomUUID();
    const { data } = await graph.domain.execute(aMachineContext(tenant.id, machineId), VIEWER);
    expect(data?.['viewer']).toMatchObject({
      principal: { __typename: 'MachineIdentity', id: machineId },
      tenant: { id: tenant.id },
      tenants: [],
    });
  });
});

describe('the tenant', () => {
  test('is not answered in the lobby', async () => {
    const { data, errors } = await graph.domain.execute(asStranger(randomUUID()), '{ tenant { id } }');
    expect(data).toEqual({ tenant: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
