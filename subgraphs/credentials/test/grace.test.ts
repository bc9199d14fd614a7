import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeMachine,
  change,
  issueKey,
  reasoned,
  reviewMachine,
  setPolicy,
  setStewards,
  versionOf,
} from './machines.js';
import { letTimePass } from './pass-time.js';
import { begin, seen } from './rotation-steps.js';
import { memberFact, openWorld, type World } from './world.js';

const DAY_MS = 86_400_000;
const member = (personId: string, overrides: object = {}) =>
  world.hear('identity.membership.changed', personId, memberFact(personId, { ...overrides }));
const approve = async (id: string) => {
  const { version: expectedVersion } = await seen(world, id);
  return change(
    world,
    'mutation($input: CredentialRefInput!) { approveCredential(input: $input) { credential { state } errors { code } } }',
    { id, expectedVersion, idempotencyKey: randomUUID() },
    world.ben,
  );
};
const resume = async (id: string) => {
  const { version: expectedVersion } = await seen(world, id);
  return reasoned(world, 'resumeCredential', { id, expectedVersion });
};

let world: World;
let machine: string;
let asleep: string;
let waiting: string;
let suspended: string;

/** A machine whose steward is gone, with a credential that sleeps, one that waits for a second person, and one that was stopped. */
beforeAll(async () => {
  world = await openWorld();
  const gone = randomUUID();
  await member(gone);
  await world.hear('access.role_assignment.changed', 'a', {
    ...{ assignmentId: randomUUID(), role: 'owner', subject: { kind: 'PERSON', id: world.ben } },
    ...{ expiresAt: null, ended: false, version: 1 },
  });
  await setPolicy(world, 0, { fourEyesActions: ['billing.invoice.send'], dormantAfterDays: 2 });
  machine = await activeMachine(world, { stewardIds: [gone] });
  asleep = (await issueKey(world, machine)).id;
  await letTimePass(world, 3 * DAY_MS);
  waiting = (await issueKey(world, machine, { ceiling: ['billing.invoice.send'] })).id;
  suspended = (await issueKey(world, machine)).id;
  await reasoned(world, 'suspendCredential', { id: suspended, expectedVersion: 1 });
  await member(gone, { state: 'LEFT', voluntary: true, version: 2 });
  await letTimePass(world, 5_000);
});

/** All that would let it do again what it cannot do now. */
const attempts = async () => [
  await begin(world, asleep),
  await approve(waiting),
  await resume(suspended),
  await reviewMachine(world, machine, { expectedVersion: await versionOf(world, machine) }),
];

describe('a machine in the days of grace', () => {
  test('gets nothing back that had stopped, slept or waited, nor more time until it is asked about', async () => {
    expect((await attempts()).map(({ errors }) => errors.map(({ code }) => code))).toEqual(
      Array.from({ length: 4 }, () => ['credentials.owner_grace']),
    );
  });

  test('gets all of it once somebody answers for it again', async () => {
    const { errors } = await setStewards(world, machine, await versionOf(world, machine), world.ben);
    expect(errors).toEqual([]);
    expect((await attempts()).map((answer) => answer.errors)).toEqual([[], [], [], []]);
  });
});
