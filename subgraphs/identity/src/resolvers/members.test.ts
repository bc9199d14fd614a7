import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '../domain/tenant.js';
import { keepMember, keepTenant } from '../../test/database.js';
import { asPerson, openGraph, type TestGraph } from '../../test/graph.js';

interface Connection {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly person: { readonly displayName: string } };
  }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

const MEMBERS = `query ($first: Int, $after: String, $state: [MembershipState!], $text: String) { tenant {
  members(first: $first, after: $after, state: $state, text: $text) {
    edges { cursor node { id state since version person { id displayName email membership { id } } tenant { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
  } } }`;

let graph: TestGraph;
let tenant: Tenant;
beforeAll(async () => {
  graph = await openGraph();
  tenant = await keepTenant(graph.database);
  for (let day = 1; day <= 7; day += 1) {
    const member = { displayName: `Person ${day}`, since: new Date(Date.UTC(2026, 0, day)) };
    await keepMember(graph.database, tenant.id, day === 7 ? { ...member, state: 'SUSPENDED' } : member);
  }
});

async function ask(variables: Record<string, unknown>, in_: string = tenant.id): Promise<Connection> {
  const { data, errors } = await graph.domain.execute(asPerson(in_, randomUUID()), MEMBERS, variables);
  expect(errors).toEqual([]);
  return (data?.['tenant'] as { members: Connection }).members; // the query above
}

const names = (connection: Connection) => connection.edges.map(({ node }) => node.person.displayName);

describe('the members of a tenant', () => {
  test('come page by page, each once, with the count of all', async () => {
    const first = await ask({ first: 3 });
    expect(names(first)).toEqual(['Person 1', 'Person 2', 'Person 3']);
    expect(first.totalCount).toBe(7);
    expect(first.pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]?.cursor,
      endCursor: first.edges[2]?.cursor,
    });
    const second = await ask({ first: 3, after: first.pageInfo.endCursor });
    const third = await ask({ first: 3, after: second.pageInfo.endCursor });
    expect([...names(second), ...names(third)]).toEqual(['Person 4', 'Person 5', 'Person 6', 'Person 7']);
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('are filtered by state and text, and counted so', async () => {
    expect(await ask({ state: ['SUSPENDED'] })).toMatchObject({
      totalCount: 1,
      edges: [{ node: { state: 'SUSPENDED' } }],
    });
    expect(names(await ask({ text: ' person 2 ' }))).toEqual(['Person 2']);
    expect(await ask({ text: '' })).toMatchObject({ totalCount: 7 });
  });

  test('are none in an empty tenant', async () => {
    const empty = await ask({}, (await keepTenant(graph.database)).id);
    expect(empty).toEqual({
      edges: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test('behind a cursor of another tenant are still only one’s own', async () => {
    const other = await keepTenant(graph.database);
    await keepMember(graph.database, other.id, { displayName: 'Stranger', since: new Date(Date.UTC(2025, 0, 1)) });
    const foreign = (await ask({ first: 1 }, other.id)).pageInfo.endCursor;
    expect(names(await ask({ after: foreign, first: 100 }))).not.toContain('Stranger');
  });

  test.each([{ first: 1 }, { first: 100 }])('come in pages of %j', async (page) => {
    expect((await ask(page)).edges).toHaveLength(Math.min(page.first, 7));
  });

  test.each([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { after: 'nonsense' },
    { after: '' },
    { after: Buffer.from(JSON.stringify(['member', 'yesterday', randomUUID()])).toString('base64url') },
    {
      after: Buffer.from(JSON.stringify(['invitation', '2026-01-01T00:00:00.000Z', randomUUID()])).toString(
        'base64url',
      ),
    },
    { text: 'x'.repeat(101) },
  ])('are refused as bad input for %j', async (variables) => {
    const { errors } = await graph.domain.execute(asPerson(tenant.id, randomUUID()), MEMBERS, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, path: ['tenant', 'members'] }]);
  });

  test('cost as many statements for many as for one', async () => {
    const statements = async (first: number) => {
      const before = graph.database.statements.count;
      await ask({ first });
      return graph.database.statements.count - before;
    };
    expect(await statements(7)).toBe(await statements(1));
  });
});
