import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, moveMachine, reasoned, registerRuntime, revoke } from './machines.js';
import { memberFact, openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const AT_HOME = { client_address: '203.0.113.7' };
const trusted = async (overrides: Record<string, unknown> = {}) => {
  const machine = await activeMachine(world);
  const key = { machine, ...(await issueKey(world, machine, overrides)) };
  for (let n = 0; n < 3; n += 1) expect((await world.exchange(key.secret, AT_HOME)).status).toBe(200);
  return key;
};
const denialsOf = async (credentialId: string): Promise<readonly string[]> => {
  await world.settle();
  const { data } = await world.run(
    `{ trustDecisions(filter: { credentialId: "${credentialId}", effect: DENY }) { edges { node { reason { code } } } } }`,
  );
  const { edges } = data?.['trustDecisions'] as { edges: { node: { reason: { code: string } } }[] };
  return edges.map(({ node }) => node.reason.code);
};
const versionOf = async (id: string) => {
  const { data } = await world.run(`{ credential(id: "${id}") { version } }`);
  return (data?.['credential'] as { version: number }).version;
};

describe('a key that was trusted a moment ago', () => {
  test('is refused at once when it is suspended or revoked, and each refusal is kept', async () => {
    const { id, secret } = await trusted();
    await reasoned(world, 'suspendCredential', { id, expectedVersion: await versionOf(id) });
    expect((await world.exchange(secret, AT_HOME)).status).toBe(401);
    await revoke(world, 'CREDENTIAL', id);
    expect((await world.exchange(secret, AT_HOME)).status).toBe(401);
    expect([...(await denialsOf(id))].sort()).toEqual(['credentials.revoked', 'credentials.suspended']);
  });

  test('is told why when its last steward has left, and that refusal is kept', async () => {
    const { id, secret } = await trusted();
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { state: 'ENDED', version: 2 }));
    expect((await world.exchange(secret, AT_HOME)).status).toBe(403);
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { version: 3 }));
    expect(await denialsOf(id)).toEqual(['credentials.steward_missing']);
  });

  test('is refused when its machine is suspended', async () => {
    const { id, machine, secret } = await trusted();
    await moveMachine(world, 'suspendMachineIdentity', machine);
    expect((await world.exchange(secret, AT_HOME)).status).not.toBe(200);
    expect(await denialsOf(id)).toHaveLength(1);
  });

  test('is refused from where it may not be used', async () => {
    const { id, secret } = await trusted({ runtimeIds: [await registerRuntime(world)] });
    expect((await world.exchange(secret, { client_address: '198.51.100.1' })).status).toBe(401);
    expect(await denialsOf(id)).toEqual(['credentials.runtime_not_bound']);
  });

  test('is counted, with its last use', async () => {
    const { id, secret } = await trusted();
    world.now = new Date(world.now.getTime() + 1000); // at one and the same time none would be the last
    await world.exchange(secret, { client_address: '203.0.113.9' });
    await world.settle();
    const { data } = await world.run(`{ credential(id: "${id}") { uses lastUsed { address } } }`);
    expect(data?.['credential']).toMatchObject({ uses: '4', lastUsed: { address: '203.0.113.9' } });
  });
});
