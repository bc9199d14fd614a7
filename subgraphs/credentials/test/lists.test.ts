import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, registerRuntime } from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
let machines: string[];
const MACHINES = 5;

beforeAll(async () => {
  world = await openWorld();
  const runtime = await registerRuntime(world);
  machines = [];
  for (let index = 0; index < MACHINES; index += 1) {
    world.now = new Date(world.now.getTime() + 1000);
    const id = await activeMachine(world, {
      name: `machine ${index}`,
      runtimeIds: [runtime],
      owner:
        index % 2 === 0 ? { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' } : { kind: 'TENANT', ref: world.tenantId },
    });
    machines.push(id);
    const { secret } = await issueKey(world, id, { name: `key ${index}`, runtimeIds: [runtime] });
    await world.exchange(secret, { client_address: '203.0.113.7' });
  }
  await world.settle(); // what is written behind an answer is not what a list costs
});

const statements = async (query: string, variables: Record<string, unknown> = {}) => {
  const before = world.database.statements.count;
  const answer = await world.run(query, variables);
  expect(answer.errors).toEqual([]);
  return { count: world.database.statements.count - before, data: answer.data };
};

const IDENTITY = `id name state stateReason { code } owner { kind label standing { code } } ultimateOwner { kind } stewards { person { id } } runtimes { name } credentials { id hint } trust { level cappedBy { name } raiseBy } lastUsed { at } uses`;
const CREDENTIAL = `id hint machineIdentity { name } allowedRuntimes { name } versions { number } knowers { actor { id } } trust { level } revocation { id }
  answers { whoOwnsIt { text } whichTenant { text } howIsItAudited { evidence } }`;

describe('a list', () => {
  test.each([
    ['machineIdentities', IDENTITY],
    ['credentials', CREDENTIAL],
  ])('of %s costs as many statements for five as for one', async (field, node) => {
    const document = (first: number) =>
      `{ ${field}(first: ${first}) { totalCount edges { cursor node { ${node} } } pageInfo { hasNextPage } } }`;
    const one = await statements(document(1));
    const five = await statements(document(MACHINES));
    expect((five.data?.[field] as { edges: unknown[] }).edges).toHaveLength(MACHINES);
    expect(five.count).toBe(one.count);
  });

  test.each([
    ['MachineIdentity', IDENTITY],
    ['Person', 'stewardOf { id } knows { id }'],
  ])('of references to %s costs as many statements for five as for one', async (type, fields) => {
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
    const of = type === 'Person' ? [world.ana, world.ben] : machines;
    const references = of.map((id) => ({ __typename: type, id }));
    const one = await statements(query, { of: references.slice(0, 1) });
    expect((await statements(query, { of: references })).count).toBe(one.count);
  });

  test('is paged by cursors, newest first, without gaps or repeats', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 5; page += 1) {
      const { data } = await world.run(
        `query($after: String) { machineIdentities(first: 2, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      const connection = data?.['machineIdentities'] as {
        edges: { node: { name: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      seen.push(...connection.edges.map(({ node }) => node.name));
      after = connection.pageInfo.endCursor;
      if (!connection.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(['machine 4', 'machine 3', 'machine 2', 'machine 1', 'machine 0']);
  });

  test.each<[string, string, number]>([
    ['machineIdentities', '{ ownerKind: [EXTERNAL_INTEGRATION] }', 3],
    ['machineIdentities', '{ state: [] }', 0],
    ['machineIdentities', '{ state: [ACTIVE], text: "MACHINE 3" }', 1],
    ['machineIdentities', '{ text: "100%" }', 0],
    ['machineIdentities', '{ environment: "test" }', 0],
    ['credentials', '{ state: [ACTIVE] }', 5],
    ['credentials', '{ expiresInDays: 31 }', 5],
    ['credentials', '{ expiresInDays: 29 }', 0],
    ['credentials', '{ text: "key 2" }', 1],
    ['credentials', '{ text: "BWK_live_" }', 0],
    ['credentials', '{ text: "ke" }', 0],
    ['machineIdentities', '{ text: "mach" }', 5],
    ['machineIdentities', '{ text: "achine" }', 0],
    ['credentials', '{ state: [ACTIVE, REVOKED], kind: [API_KEY] }', 5],
    ['credentials', '{ kind: [] }', 0],
    ['credentials', '{ unusedForDays: 0, state: [ACTIVE] }', 5],
    ['credentials', '{ unusedForDays: 1 }', 0],
  ])('of %s is filtered by %s', async (field, filter, count) => {
    const { data } = await statements(`{ ${field}(filter: ${filter}) { totalCount edges { cursor } } }`);
    expect(data?.[field]).toMatchObject({ totalCount: count, edges: { length: count } });
  });

  test.each(['{ expiresInDays: 31, text: "key" }', '{ unusedForDays: 0, state: [ACTIVE] }', '{ text: "key" }'])(
    'of credentials filtered by %s is paged without gaps or repeats',
    async (filter) => {
      const seen: string[] = [];
      for (let [after, more]: [string | null, boolean] = [null, true]; more;) {
        const { data, errors } = await world.run(
          `query($after: String) { credentials(first: 2, after: $after, filter: ${filter}) { edges { node { name } } pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
        expect(errors).toEqual([]);
        const { edges, pageInfo } = data?.['credentials'] as {
          edges: { node: { name: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
        seen.push(...edges.map(({ node }) => node.name));
        [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      expect([...seen].sort()).toEqual(['key 0', 'key 1', 'key 2', 'key 3', 'key 4']);
    },
  );

  test('of credentials by their end does not take the cursor of the newest', async () => {
    const { data } = await world.run('{ credentials(first: 1) { pageInfo { endCursor } } }');
    const after = (data?.['credentials'] as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
    const { errors } = await world.run(
      'query($after: String) { credentials(after: $after, filter: { expiresInDays: 9 }) { totalCount } }',
      { after },
    );
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  test.each(['expiresInDays: -1', 'unusedForDays: 2000000000'])('of credentials is refused with %s', async (filter) => {
    const { errors } = await world.run(`{ credentials(filter: { ${filter} }) { totalCount } }`);
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  test('of credentials is filtered by who issued, who knows and where they are bound', async () => {
    const { data } = await statements(
      `{ runtimes { edges { node { id credentials { name } } } } by: credentials(filter: { createdBy: "${world.ana}" }) { totalCount } known: credentials(filter: { knownTo: "${world.ben}" }) { totalCount } }`,
    );
    const [runtime] = (data?.['runtimes'] as { edges: { node: { id: string; credentials: unknown[] } }[] }).edges;
    expect([runtime?.node.credentials.length, data?.['by'], data?.['known']]).toEqual([
      5,
      { totalCount: 5 },
      { totalCount: 0 },
    ]);
    expect(
      (await statements(`{ credentials(filter: { runtimeId: "${runtime?.node.id ?? ''}" }) { totalCount } }`)).data,
    ).toEqual({ credentials: { totalCount: 5 } });
  });

  test('of what a person has seen begins with the newest', async () => {
    const { data } = await statements(
      'query($of: [_Any!]!) { _entities(representations: $of) { ... on Person { knows { name } } } }',
      { of: [{ __typename: 'Person', id: world.ana }] },
    );
    expect(data?.['_entities']).toEqual([
      { knows: [4, 3, 2, 1, 0].map((index) => ({ name: `key ${String(index)}` })) },
    ]);
  });

  test.each(['first: 0', 'first: 101', 'after: "nonsense"'])('is refused with %s', async (argument) => {
    const { errors } = await world.run(`{ machineIdentities(${argument}) { totalCount } }`);
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  test('of one kind does not take the cursor of another', async () => {
    const { data } = await world.run('{ credentials(first: 1) { pageInfo { endCursor } } }');
    const cursor = (data?.['credentials'] as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
    expect(
      (await world.run('query($after: String) { machineIdentities(after: $after) { totalCount } }', { after: cursor }))
        .errors[0]?.extensions?.['code'],
    ).toBe('BAD_USER_INPUT');
  });
});

describe('the tenant and its Integrations section', () => {
  test('count what is there, in two statements', async () => {
    const { data } = await statements(
      `query($of: [_Any!]!) { tenant { ownershipHealth { total owned orphaned reviewOverdue singleSteward } credentialPosture { total bearerOnly expiringIn14Days noRuntimeBinding overdueRotation neverUsed } }
      _entities(representations: $of) { ... on IntegrationsSection { attention { level reason { code } } expiringSoon orphaned } } }`,
      { of: [{ __typename: 'IntegrationsSection', id: `${world.tenantId}:INTEGRATIONS` }] },
    );
    expect(data).toEqual({
      tenant: {
        ownershipHealth: { total: 5, owned: 5, orphaned: 0, reviewOverdue: 0, singleSteward: 5 },
        credentialPosture: {
          total: 5,
          bearerOnly: 5,
          expiringIn14Days: 0,
          noRuntimeBinding: 0,
          overdueRotation: 0,
          neverUsed: 0,
        },
      },
      _entities: [{ attention: { level: 'NONE', reason: null }, expiringSoon: 0, orphaned: 0 }],
    });
  });
});
