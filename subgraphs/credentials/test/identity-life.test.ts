import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeMachine,
  change,
  declaration,
  ISSUE,
  issue,
  issueKey,
  moveMachine,
  reviewMachine,
  setPolicy,
  setStewards,
} from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const becomes = (state: string, code: string) => ({ machineIdentity: { state, stateReason: { code } }, errors: [] });
const refused = (code: string) => ({ machineIdentity: null, errors: [{ code }] });
const withdrawn = async (id: string) =>
  (await world.events('txn_token.withdrawn')).filter(({ data }) => data['sub'] === `machine:${id}`).length;

describe('a machine identity', () => {
  test('that is suspended is refused and withdrawn at once, and works again once resumed', async () => {
    const id = await activeMachine(world);
    const { secret } = await issueKey(world, id);
    expect(await moveMachine(world, 'suspendMachineIdentity', id)).toMatchObject(
      becomes('SUSPENDED', 'credentials.suspended'),
    );
    expect([(await world.exchange(secret)).status, await withdrawn(id)]).toEqual([401, 1]);
    expect(await moveMachine(world, 'suspendMachineIdentity', id)).toMatchObject(refused('credentials.suspended'));
    expect(await moveMachine(world, 'resumeMachineIdentity', id)).toMatchObject(
      becomes('ACTIVE', 'credentials.active'),
    );
    expect((await world.exchange(secret)).status).toBe(200);
  });

  test('that is retired ends with all of its credentials, for ever', async () => {
    const id = await activeMachine(world);
    const { secret } = await issueKey(world, id);
    expect(await moveMachine(world, 'retireMachineIdentity', id)).toMatchObject(
      becomes('RETIRED', 'credentials.retired'),
    );
    const { data } = await world.run(`{ machineIdentity(id: "${id}") { credentials { state } } }`);
    expect(data?.['machineIdentity']).toEqual({ credentials: [{ state: 'REVOKED' }] });
    expect([(await world.exchange(secret)).status, await withdrawn(id)]).toEqual([401, 1]);
    for (const mutation of ['resumeMachineIdentity', 'quarantineMachineIdentity', 'retireMachineIdentity'] as const)
      expect(await moveMachine(world, mutation, id)).toMatchObject(refused('credentials.retired'));
    expect((await setStewards(world, id, 3, world.ben)).errors[0]?.code).toBe('credentials.retired');
    expect((await change(world, ISSUE, issue(id))).errors[0]?.code).toBe('credentials.machine_not_active');
  });

  test('in quarantine is released by two different stewards, and by nobody twice', async () => {
    const id = await activeMachine(world, { stewardIds: [world.ana, world.ben] });
    expect(await moveMachine(world, 'quarantineMachineIdentity', id)).toMatchObject(
      becomes('QUARANTINED', 'credentials.quarantined'),
    );
    expect(await moveMachine(world, 'releaseMachineIdentity', id)).toMatchObject({
      machineIdentity: { state: 'QUARANTINED', version: 4 },
    });
    expect(await moveMachine(world, 'releaseMachineIdentity', id)).toMatchObject(
      refused('credentials.release_asked_already'),
    );
    expect(await moveMachine(world, 'releaseMachineIdentity', id, { as: world.tenantId })).toMatchObject(
      refused('credentials.not_a_steward'),
    );
    expect(await moveMachine(world, 'releaseMachineIdentity', id, { as: world.ben })).toMatchObject(
      becomes('ACTIVE', 'credentials.active'),
    );
  });

  test('that was released and is in quarantine again needs both anew', async () => {
    const id = await activeMachine(world, { stewardIds: [world.ana, world.ben] });
    await moveMachine(world, 'quarantineMachineIdentity', id);
    await moveMachine(world, 'releaseMachineIdentity', id);
    await moveMachine(world, 'releaseMachineIdentity', id, { as: world.ben });
    await moveMachine(world, 'quarantineMachineIdentity', id);
    expect(await moveMachine(world, 'releaseMachineIdentity', id, { as: world.ben })).toMatchObject({
      machineIdentity: { state: 'QUARANTINED' },
    });
  });

  test('keeps who moved it, when and why, the newest first', async () => {
    const id = await activeMachine(world);
    await moveMachine(world, 'suspendMachineIdentity', id, { input: { reason: 'The cluster moves.' } });
    const { data } = await world.run(
      `{ machineIdentity(id: "${id}") { transitions { from to by { id } at code note } } }`,
    );
    expect(data?.['machineIdentity']).toEqual({
      transitions: [
        {
          from: 'ACTIVE',
          to: 'SUSPENDED',
          by: { id: world.ana },
          at: world.now.toISOString(),
          code: 'credentials.suspended',
          note: 'The cluster moves.',
        },
        expect.objectContaining({ from: 'DRAFT', to: 'ACTIVE', note: null }),
      ],
    });
  });

  test('is not changed on what somebody else has changed meanwhile', async () => {
    const id = await activeMachine(world);
    const late = await moveMachine(world, 'suspendMachineIdentity', id, { input: { expectedVersion: 1 } });
    expect(late.errors[0]).toMatchObject({ __typename: 'VersionConflict', code: 'credentials.version_conflict' });
  });
});

describe('a responsibility', () => {
  test('that is reviewed has a new date, and is on record', async () => {
    const id = await activeMachine(world);
    const reviewed = await reviewMachine(world, id);
    const reviewDueAt = new Date(world.now.getTime() + 180 * 86_400_000).toISOString();
    expect(reviewed).toMatchObject({
      machineIdentity: { state: 'ACTIVE', responsibility: { reviewDueAt, endsAt: null } },
    });
    const { data } = await world.run(`{ machineIdentity(id: "${id}") { transitions { to code note } } }`);
    expect(data).toMatchObject({
      machineIdentity: {
        transitions: [{ to: 'ACTIVE', code: 'credentials.reviewed', note: 'Still sends invoices.' }, {}],
      },
    });
  });

  test('that is not needed ends now: the holder hears so, and the tokens that are out end', async () => {
    const id = await activeMachine(world);
    const { secret } = await issueKey(world, id);
    expect((await reviewMachine(world, id, { stillNeeded: false })).errors).toEqual([]);
    expect((await world.exchange(secret)).body.reason?.code).toBe('credentials.responsibility_ended');
    expect(await withdrawn(id)).toBe(1);
    expect((await reviewMachine(world, id)).errors[0]?.code).toBe('credentials.responsibility_ended');
  });
});

describe('the machine policy', () => {
  test('is the platform’s until the tenant chooses, and then its own', async () => {
    const fresh = await openWorld();
    const read = async () =>
      (await fresh.run('{ tenant { machinePolicy { credentialMaxDays minStewards version } } }')).data?.['tenant'];
    expect(await read()).toEqual({ machinePolicy: { credentialMaxDays: 365, minStewards: 1, version: 0 } });
    expect(await setPolicy(fresh, 0, { credentialMaxDays: 30, minStewards: null })).toMatchObject({
      machinePolicy: { credentialMaxDays: 30, minStewards: 1, version: 1 },
    });
    expect(await read()).toEqual({ machinePolicy: { credentialMaxDays: 30, minStewards: 1, version: 1 } });
    expect((await setPolicy(fresh, 0, { minStewards: 2 })).errors[0]).toMatchObject({ __typename: 'VersionConflict' });
    expect((await setPolicy(fresh, 1, { minStewards: 11 })).errors[0]).toMatchObject({
      code: 'credentials.policy_out_of_range',
      path: ['minStewards'],
    });
  });

  test('holds when a machine is declared, activated, given stewards, and given a credential', async () => {
    const fresh = await openWorld();
    const id = await activeMachine(fresh);
    await setPolicy(fresh, 0, {
      credentialMaxDays: 10,
      minStewards: 2,
      allowedOwnerKinds: ['RUNTIME'],
      responsibilityReviewDays: 20,
    });
    const code = async (payload: ReturnType<typeof change>) => (await payload).errors[0]?.code;
    expect(await code(change(fresh, ISSUE, issue(id, { expiresInDays: 11 })))).toBe('credentials.expiry_out_of_range');
    expect(await code(change(fresh, ISSUE, issue(id, { expiresInDays: 10 })))).toBeUndefined();
    expect(await code(setStewards(fresh, id, 2, fresh.ana))).toBe('credentials.stewards_too_few');
    const DECLARE = `mutation($input: DeclareMachineIdentityInput!) { declareMachineIdentity(input: $input) { errors { code path } } }`;
    expect(await code(change(fresh, DECLARE, declaration(fresh)))).toBe('credentials.owner_kind_excluded');
    await setPolicy(fresh, 1, { allowedOwnerKinds: ['TENANT'] });
    expect(await code(change(fresh, DECLARE, declaration(fresh)))).toBe('credentials.stewards_too_few');
    const slow = { statement: 'Sends.', actions: ['billing.invoice.send'], dataClasses: [], reviewDays: 21 };
    expect(await code(change(fresh, DECLARE, declaration(fresh, { responsibility: slow })))).toBe(
      'credentials.invalid_input',
    );
    await moveMachine(fresh, 'suspendMachineIdentity', id);
    expect(await moveMachine(fresh, 'resumeMachineIdentity', id)).toMatchObject(
      refused('credentials.stewards_too_few'),
    );
    expect(await setPolicy(fresh, 2, { minStewards: 1 })).toMatchObject({ errors: [] });
    await moveMachine(fresh, 'resumeMachineIdentity', id);
    expect(await reviewMachine(fresh, id)).toMatchObject({
      machineIdentity: {
        responsibility: { reviewDueAt: new Date(fresh.now.getTime() + 20 * 86_400_000).toISOString() },
      },
    });
  });
});
