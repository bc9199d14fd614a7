import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { activeMachine, issueKey, moveMachine, revoke, setPolicy } from './machines.js';
import { letTimePass } from './pass-time.js';
import { memberFact, openWorld, type World } from './world.js';

const SOON_MS = 5_000;
const DAY_MS = 86_400_000;

interface Scene {
  readonly world: World;
  readonly agent: string;
  /** The agent's only steward. */
  readonly steward: string;
}

const leave = ({ world, steward }: Scene) =>
  world.hear(
    'identity.membership.changed',
    steward,
    memberFact(steward, { state: 'LEFT', voluntary: true, version: 5 }),
  );
const own = ({ world }: Scene) => {
  const assignmentId = randomUUID();
  const subject = { kind: 'PERSON', id: world.ben };
  const data = { assignmentId, role: 'owner', subject, expiresAt: null, ended: false, version: 1 };
  return world.hear('access.role_assignment.changed', assignmentId, data);
};
const startGrace = async (scene: Scene) => {
  await setPolicy(scene.world, 0, { ownerGraceDays: 3 });
  await own(scene);
  await leave(scene);
  await letTimePass(scene.world, SOON_MS);
};

/** What somebody or something does to the agent: what goes before, then the move. */
const MOVES: Readonly<Record<string, readonly ((scene: Scene) => Promise<unknown>)[]>> = {
  SUSPENDED: [({ world, agent }) => moveMachine(world, 'suspendMachineIdentity', agent)],
  QUARANTINED: [({ world, agent }) => moveMachine(world, 'quarantineMachineIdentity', agent)],
  RETIRED: [({ world, agent }) => moveMachine(world, 'retireMachineIdentity', agent)],
  OWNER_GRACE: [startGrace],
  'ORPHANED with nobody to claim it': [
    async (scene) => {
      await leave(scene);
      await letTimePass(scene.world, SOON_MS);
    },
  ],
  'ORPHANED after its grace': [startGrace, ({ world }) => letTimePass(world, 3 * DAY_MS)],
  'SUSPENDED by a revocation': [({ world, agent }) => revoke(world, 'IDENTITY', agent)],
};

describe('an agent that owns machines', () => {
  test.each(Object.entries(MOVES))('takes the tokens of all below it along when it becomes %s', async (to, moves) => {
    const world = await openWorld();
    const steward = randomUUID();
    await world.hear('identity.membership.changed', steward, memberFact(steward, { version: 1 }));
    const agent = await activeMachine(world, { stewardIds: [steward] });
    const owned = await activeMachine(world, { owner: { kind: 'AUTONOMOUS_AGENT', ref: agent } });
    const below = await activeMachine(world, { owner: { kind: 'AUTONOMOUS_AGENT', ref: owned } });
    const beside = await activeMachine(world);
    const withdrawn = async () => (await world.events('txn_token.withdrawn')).map(({ data }) => data['sub']);
    const scene = { world, agent, steward };
    for (const before of moves.slice(0, -1)) await before(scene);
    const already = (await withdrawn()).length;
    await moves.at(-1)?.(scene);
    const subjects = new Set((await withdrawn()).slice(already));
    expect(subjects).toEqual(new Set([agent, owned, below].map((id) => `machine:${id}`)));
    expect(subjects).not.toContain(`machine:${beside}`);
    const { data } = await world.run(`{ machineIdentity(id: "${agent}") { state } }`);
    expect(data?.['machineIdentity']).toEqual({ state: to.split(' ')[0] });
  });

  test('is what refuses the next exchange of theirs too', async () => {
    const world = await openWorld();
    const agent = await activeMachine(world);
    const owned = await activeMachine(world, { owner: { kind: 'AUTONOMOUS_AGENT', ref: agent } });
    const { secret } = await issueKey(world, owned);
    expect((await world.exchange(secret)).status).toBe(200);
    await moveMachine(world, 'quarantineMachineIdentity', agent);
    expect((await world.exchange(secret)).body.reason?.code).toBe('credentials.owner_suspended');
  });
});
