import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, change, issueKey, registerRuntime, versionOf } from './machines.js';
import { letTimePass } from './pass-time.js';
import { memberFact, openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const SHOWN =
  'machineIdentity { state version owner { kind label } pendingOwner { kind } stewards { person { id } role } }';
const offer = async (id: string, owner: object, overrides: object = {}) =>
  change(
    world,
    `mutation($input: TransferOwnershipInput!) { transferOwnership(input: $input) { ${SHOWN} errors { __typename code path } } }`,
    {
      id,
      owner,
      reason: 'The team moved.',
      expectedVersion: await versionOf(world, id),
      idempotencyKey: randomUUID(),
      ...overrides,
    },
  );
const accept = async (id: string, as: string) =>
  change(
    world,
    `mutation($input: MachineIdentityRefInput!) { acceptOwnership(input: $input) { ${SHOWN} errors { code } } }`,
    { id, expectedVersion: await versionOf(world, id), idempotencyKey: randomUUID() },
    as,
  );
const history = async (id: string) =>
  (
    await world.run(
      `{ machineIdentity(id: "${id}") { boundary { mayActIn { tenant { id } via until } } ownershipHistory { from { kind } to { kind ... on AgentOwner { agent { id } } } by { id } reason } } }`,
    )
  ).data?.['machineIdentity'] as { readonly ownershipHistory: readonly unknown[] };

describe('a machine', () => {
  test('has its declaration as the first of its owners, and its home as where it may act', async () => {
    const id = await activeMachine(world);
    expect(await history(id)).toEqual({
      boundary: { mayActIn: [{ tenant: { id: world.tenantId }, via: 'HOME', until: null }] },
      ownershipHistory: [{ from: null, to: { kind: 'TENANT' }, by: { id: world.ana }, reason: 'Declared.' }],
    });
  });

  test('that is offered to an agent changes hands when a steward of the agent accepts, and not before', async () => {
    const agent = await activeMachine(world, { name: 'agent', stewardIds: [world.ben] });
    const id = await activeMachine(world);
    const offered = await offer(id, { kind: 'AUTONOMOUS_AGENT', ref: agent });
    expect(offered).toMatchObject({
      machineIdentity: { owner: { kind: 'TENANT' }, pendingOwner: { kind: 'AUTONOMOUS_AGENT' } },
      errors: [],
    });
    expect((await accept(id, world.ana)).errors[0]?.code).toBe('credentials.not_the_successor');
    expect(await accept(id, world.ben)).toMatchObject({
      machineIdentity: {
        state: 'ACTIVE',
        owner: { kind: 'AUTONOMOUS_AGENT', label: 'agent agent' },
        pendingOwner: null,
      },
    });
    expect((await history(id)).ownershipHistory).toEqual([
      {
        from: { kind: 'TENANT' },
        to: { kind: 'AUTONOMOUS_AGENT', agent: { id: agent } },
        by: { id: world.ben },
        reason: 'The team moved.',
      },
      { from: null, to: { kind: 'TENANT' }, by: { id: world.ana }, reason: 'Declared.' },
    ]);
    expect((await accept(id, world.ben)).errors[0]?.code).toBe('credentials.nothing_to_accept');
    const back = await offer(agent, { kind: 'AUTONOMOUS_AGENT', ref: id });
    expect(back.errors[0]).toMatchObject({ code: 'credentials.owner_chain_broken', path: ['owner', 'ref'] });
  });

  test('that owns others is offered no owner that would make their chains longer than four', async () => {
    const chain = [await activeMachine(world)];
    for (let below = 0; below < 2; below += 1)
      chain.push(await activeMachine(world, { owner: { kind: 'AUTONOMOUS_AGENT', ref: chain.at(-1) } }));
    const [top = ''] = chain;
    const [agent, above] = [await activeMachine(world), await activeMachine(world)];
    const toAgent = { kind: 'AUTONOMOUS_AGENT', ref: agent };
    expect((await offer(top, toAgent)).errors).toEqual([]);
    expect((await offer(agent, { kind: 'AUTONOMOUS_AGENT', ref: above })).errors).toEqual([]);
    expect((await accept(agent, world.ana)).errors).toEqual([]);
    expect((await accept(top, world.ana)).errors).toMatchObject([{ code: 'credentials.owner_chain_broken' }]);
    expect((await offer(top, toAgent)).errors).toMatchObject([{ code: 'credentials.owner_chain_broken' }]);
  });

  test('can be offered to what exists here only, and refuses what somebody else changed meanwhile', async () => {
    const id = await activeMachine(world);
    expect((await offer(id, { kind: 'RUNTIME', ref: randomUUID() })).errors[0]).toMatchObject({
      code: 'credentials.owner_unknown',
      path: ['owner', 'ref'],
    });
    const runtime = { kind: 'RUNTIME', ref: await registerRuntime(world) };
    expect((await offer(id, runtime, { expectedVersion: 1 })).errors[0]).toMatchObject({
      __typename: 'VersionConflict',
    });
    expect((await offer(id, runtime)).errors).toEqual([]);
    expect((await accept(id, world.ana))['machineIdentity']).toMatchObject({ owner: { kind: 'RUNTIME' } });
  });

  test('that is in grace is claimed by an owner of the tenant, who becomes its steward', async () => {
    const gone = randomUUID();
    await world.hear('identity.membership.changed', gone, memberFact(gone));
    await world.hear('access.role_assignment.changed', 'a', {
      ...{ assignmentId: randomUUID(), role: 'owner', subject: { kind: 'PERSON', id: world.ben } },
      ...{ expiresAt: null, ended: false, version: 1 },
    });
    const id = await activeMachine(world, { stewardIds: [gone] });
    const { secret } = await issueKey(world, id);
    await world.hear(
      'identity.membership.changed',
      gone,
      memberFact(gone, { state: 'LEFT', voluntary: true, version: 2 }),
    );
    await letTimePass(world, 5_000);
    expect((await accept(id, world.ana)).errors[0]?.code).toBe('credentials.not_the_successor');
    expect(await accept(id, world.ben)).toMatchObject({
      machineIdentity: { state: 'ACTIVE', stewards: [{ person: { id: world.ben }, role: 'PRIMARY' }] },
    });
    expect((await world.exchange(secret)).status).toBe(200);
  });
});
