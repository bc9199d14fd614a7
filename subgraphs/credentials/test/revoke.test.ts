import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, change, ISSUE, issue, issueKey, reasoned, revoke } from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

describe('suspending, resuming and revoking', () => {
  test('take effect at the gateway by a withdrawal, and at the exchange at once', async () => {
    const machine = await activeMachine(world);
    const { id, secret, version } = await issueKey(world, machine);
    const withdrawals = async () =>
      (await world.events('txn_token.withdrawn')).filter(({ data }) => data['sub'] === `machine:${machine}`).length;
    await reasoned(world, 'suspendCredential', { id, expectedVersion: version });
    expect([await withdrawals(), (await world.exchange(secret)).status]).toEqual([1, 401]);
    expect((await reasoned(world, 'resumeCredential', { id, expectedVersion: 2 }))['credential']).toMatchObject({
      state: 'STAGED',
      version: 3,
    });
    expect((await world.exchange(secret)).status).toBe(200);
    const revoked = await revoke(world, 'CREDENTIAL', id);
    expect([await withdrawals(), (await world.exchange(secret)).status]).toEqual([2, 401]);
    expect(revoked['revocation']).toMatchObject({
      scope: 'CREDENTIAL',
      targetId: id,
      reason: 'LEAK_REPORTED',
      by: { id: world.ana },
    });
    const { data } = await world.run(
      `{ credential(id: "${id}") { state stateReason { code } revocation { id } versions { state } } }`,
    );
    expect(data?.['credential']).toMatchObject({
      state: 'REVOKED',
      revocation: { id: (revoked['revocation'] as { id: string }).id },
      versions: [{ state: 'REVOKED' }],
    });
  });

  test('number revocations without holes, and refuse a second one', async () => {
    const own = await openWorld();
    const machine = await activeMachine(own);
    const keys = [await issueKey(own, machine), await issueKey(own, machine)];
    const epochs = [];
    for (const { id } of keys) epochs.push((await revoke(own, 'CREDENTIAL', id))['revocation']);
    expect(epochs).toMatchObject([{ epoch: '1' }, { epoch: '2' }]);
    expect((await revoke(own, 'CREDENTIAL', keys[0]?.id ?? '')).errors).toMatchObject([
      { code: 'credentials.already_revoked' },
    ]);
    expect((await own.exchange((await issueKey(own, machine)).secret)).claims?.['tctx']).toMatchObject({
      machine: { epoch: 2 },
    });
  });

  test('of a machine identity end all its credentials and suspend it, until it is activated again', async () => {
    const machine = await activeMachine(world);
    const keys = [await issueKey(world, machine), await issueKey(world, machine)];
    await revoke(world, 'IDENTITY', machine);
    for (const { secret } of keys) expect((await world.exchange(secret)).status).toBe(401);
    expect((await change(world, ISSUE, issue(machine))).errors).toMatchObject([
      { code: 'credentials.machine_not_active' },
    ]);
    const { data } = await world.run(
      `{ machineIdentity(id: "${machine}") { state version stateReason { code } credentials { state revocation { scope } } } }`,
    );
    expect(data?.['machineIdentity']).toMatchObject({
      state: 'SUSPENDED',
      stateReason: { code: 'credentials.identity_revoked' },
      credentials: [{ state: 'REVOKED', revocation: { scope: 'IDENTITY' } }, { state: 'REVOKED' }],
    });
    expect((await revoke(world, 'IDENTITY', machine)).errors).toMatchObject([{ code: 'credentials.already_revoked' }]);
  });

  test('are refused on an older version, naming the current one', async () => {
    const { id } = await issueKey(world, await activeMachine(world));
    expect((await reasoned(world, 'suspendCredential', { id, expectedVersion: 7 })).errors).toMatchObject([
      { __typename: 'VersionConflict', code: 'credentials.version_conflict' },
    ]);
    expect((await reasoned(world, 'resumeCredential', { id, expectedVersion: 1 })).errors).toMatchObject([
      { code: 'credentials.not_suspended' },
    ]);
  });

  test('are final in the database too, whatever a mistake of ours would write', async () => {
    const { id } = await issueKey(world, await activeMachine(world));
    await revoke(world, 'CREDENTIAL', id);
    const undo = world.database.inTenant(world.tenantId, (tx) =>
      tx.updateTable('credential').set({ state: 'ACTIVE' }).where('id', '=', id).execute(),
    );
    await expect(undo).rejects.toThrow('taken back stays so');
  });
});
