import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { lockCredential } from '../src/store/credential.js';
import { forceRotation, listCredentialIdsOpenTo } from '../src/store/force-rotation.js';
import { activeMachine, issueKey, reasoned, revoke } from './machines.js';
import { abort, begin, complete, later, seen, tick } from './rotation-steps.js';
import { openWorld, type World } from './world.js';

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const from = (address: string) => ({ client_address: address });
const statusOf = async (secret: string, address?: string) =>
  (await world.exchange(secret, address === undefined ? {} : from(address))).status;
const HOUR = 3_600;

describe('a rotation', () => {
  test('makes a second secret under the same reference, shows it once, and takes both until the overlap ends', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    const key = randomUUID();
    const begun = await begin(world, id, { overlapHours: 2, idempotencyKey: key });
    expect(begun.errors).toEqual([]);
    const secret = String(begun['secret']);
    expect(secret.slice(0, 17)).toBe(old.slice(0, 17));
    expect([await statusOf(secret, '192.0.2.9'), await statusOf(old)]).toEqual([200, 200]);
    expect((await begin(world, id, { overlapHours: 2, idempotencyKey: key }))['secret']).toBeNull();
    expect(await seen(world, id)).toMatchObject({
      state: 'ROTATING',
      versions: [
        { number: 2, state: 'ACTIVE' },
        { number: 1, state: 'RETIRING' },
      ],
      knowers: [{ how: 'issueCredential' }, { actor: { id: world.ana }, how: 'beginRotation' }],
    });
    later(world, 2 * HOUR - 1);
    await tick(world);
    expect(await statusOf(old)).toBe(200);
    later(world, 1);
    expect(await statusOf(old)).toBe(401);
    await tick(world);
    expect(await seen(world, id)).toMatchObject({
      state: 'ACTIVE',
      versions: [{ state: 'ACTIVE' }, { state: 'RETIRED' }],
      rotation: { current: { state: 'COMPLETED' } },
    });
    expect(await statusOf(secret)).toBe(200);
  });

  test('names who still uses the old secret, and completes by itself when nobody does', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    for (const address of ['192.0.2.1', '192.0.2.2']) await statusOf(old, address);
    const secret = String((await begin(world, id))['secret']);
    const current = async () => (await seen(world, id)).rotation.current;
    expect(await current()).toMatchObject({ state: 'OVERLAP', drainedPercent: 0 });
    later(world, 10);
    await statusOf(secret, '192.0.2.1');
    expect(await current()).toMatchObject({ drainedPercent: 50, laggards: [{ address: '192.0.2.2' }] });
    await statusOf(old, '192.0.2.2');
    await statusOf(secret, '192.0.2.2');
    expect(await current()).toMatchObject({ state: 'OVERLAP', drainedPercent: 100, laggards: [] });
    later(world, 40);
    await tick(world);
    expect(await statusOf(old, '192.0.2.1')).toBe(200);
    await statusOf(secret, '192.0.2.1');
    later(world, 46);
    expect(await current()).toMatchObject({ state: 'DRAINED' });
    await tick(world);
    expect(await seen(world, id)).toMatchObject({ state: 'ACTIVE', rotation: { current: { state: 'COMPLETED' } } });
    expect([await statusOf(old), await statusOf(secret)]).toEqual([401, 200]);
  });

  test('is completed by hand only when nobody lags, or with force', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    await statusOf(old, '192.0.2.1');
    const begun = await begin(world, id);
    const rotation = (begun['rotation'] as { id: string }).id;
    expect((await complete(world, rotation)).errors).toMatchObject([
      { code: 'credentials.rotation_has_laggards', path: ['rotationId'] },
    ]);
    expect(await statusOf(old)).toBe(200);
    expect((await complete(world, rotation, true))['rotation']).toMatchObject({ state: 'FORCED' });
    expect([await statusOf(old), await statusOf(String(begun['secret']))]).toEqual([401, 200]);
    expect((await complete(world, rotation, true)).errors).toMatchObject([{ code: 'credentials.rotation_ended' }]);
  });

  test('is aborted: the new secret ends, the old goes on, and another may begin', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    await statusOf(old);
    const { hint } = await seen(world, id);
    const begun = await begin(world, id);
    expect((await begin(world, id)).errors).toMatchObject([{ code: 'credentials.rotation_in_progress' }]);
    expect((await abort(world, (begun['rotation'] as { id: string }).id))['rotation']).toMatchObject({
      state: 'ABORTED',
    });
    expect([await statusOf(old), await statusOf(String(begun['secret']))]).toEqual([200, 401]);
    expect(await seen(world, id)).toMatchObject({
      ...{ state: 'ACTIVE', hint },
      versions: [
        { number: 2, state: 'REVOKED' },
        { number: 1, state: 'ACTIVE' },
      ],
    });
    expect((await begin(world, id))['rotation']).toMatchObject({ fromVersion: 1, toVersion: 3 });
  });

  test('never outlives the credential, and has an overlap within the limits', async () => {
    const { id } = await issueKey(world, machine, { expiresInDays: 1 });
    for (const overlapHours of [-1, 721])
      expect((await begin(world, id, { overlapHours })).errors).toMatchObject([
        { code: 'credentials.overlap_out_of_range', path: ['overlapHours'] },
      ]);
    const expiresAt = new Date(world.now.getTime() + 24 * HOUR * 1_000).toISOString();
    expect((await begin(world, id, { overlapHours: 720 }))['rotation']).toMatchObject({ overlapEndsAt: expiresAt });
  });

  test('without an overlap is over at once', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    const begun = await begin(world, id, { overlapHours: 0 });
    expect(begun['rotation']).toMatchObject({ state: 'COMPLETED' });
    expect([await statusOf(old), await statusOf(String(begun['secret']))]).toEqual([401, 200]);
  });

  test('goes on behind a suspension, and what is revoked is rotated no more', async () => {
    const { id, secret: old, version } = await issueKey(world, machine);
    await begin(world, id, { overlapHours: 1 });
    await reasoned(world, 'suspendCredential', { id, expectedVersion: version + 1 });
    expect((await begin(world, id)).errors).toMatchObject([{ code: 'credentials.suspended' }]);
    expect(
      (await reasoned(world, 'resumeCredential', { id, expectedVersion: version + 2 }))['credential'],
    ).toMatchObject({ state: 'ROTATING' });
    await revoke(world, 'CREDENTIAL', id);
    expect((await seen(world, id)).rotation.current).toMatchObject({ state: 'ABORTED' });
    later(world, HOUR);
    await tick(world);
    expect(await seen(world, id)).toMatchObject({
      state: 'REVOKED',
      versions: [{ state: 'REVOKED' }, { state: 'REVOKED' }],
    });
    expect(await statusOf(old)).toBe(401);
    expect((await begin(world, id)).errors).toMatchObject([{ code: 'credentials.revoked' }]);
  });

  test('is only for those who hold every action of the ceiling', async () => {
    const { id } = await issueKey(world, machine);
    world.access.denied = new Set(['billing.invoice.read']);
    const refused = await begin(world, id);
    world.access.denied = new Set();
    expect(refused).toMatchObject({ secret: null, errors: [{ __typename: 'NotPermitted' }] });
    expect(await seen(world, id)).toMatchObject({ state: 'STAGED' });
  });
});

describe('a forced rotation', () => {
  const force = (id: string, overlapEndsAt: Date | null) =>
    world.database.inTenant(world.tenantId, async (tx) => {
      const credential = await lockCredential(tx, id);
      if (credential === null) throw new Error('no credential');
      const by = { kind: 'PLATFORM', id: 'clock', label: 'The clock' } as const;
      const why = { by, at: world.now, code: 'credentials.begin_rotation', note: null } as const;
      return forceRotation(tx, credential, { overlapEndsAt, pending: 'WAITS', why });
    });
  const openToAna = () =>
    world.database.inTenant(world.tenantId, (tx) => listCredentialIdsOpenTo(tx, world.ana, world.now));

  test('at once ends every secret, makes none, and leaves a rotation to be begun', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    const second = String((await begin(world, id))['secret']);
    expect(await openToAna()).toContain(id);
    await force(id, null);
    expect([await statusOf(old), await statusOf(second)]).toEqual([401, 401]);
    expect(await openToAna()).not.toContain(id);
    const after = await seen(world, id);
    expect(after.rotation).toMatchObject({ nextDueAt: world.now.toISOString(), current: { state: 'FORCED' } });
    expect(after.versions).toHaveLength(2);
    const third = await begin(world, id);
    expect(third['rotation']).toMatchObject({ fromVersion: 2, toVersion: 3, state: 'COMPLETED' });
    expect(await statusOf(String(third['secret']))).toBe(200);
    expect((await seen(world, id)).rotation.nextDueAt).toBeNull();
  });

  test('with an overlap ends them when it is over, which an aborted rotation does not undo', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    await force(id, new Date(world.now.getTime() + HOUR * 1_000));
    expect(await statusOf(old)).toBe(200);
    const begun = await begin(world, id, { overlapHours: 100 });
    const { id: rotation, overlapEndsAt } = begun['rotation'] as { id: string; overlapEndsAt: string };
    expect(overlapEndsAt).toBe(new Date(world.now.getTime() + HOUR * 1_000).toISOString());
    await abort(world, rotation);
    later(world, HOUR);
    await tick(world);
    expect([await statusOf(old), await statusOf(String(begun['secret']))]).toEqual([401, 401]);
    expect((await seen(world, id)).versions).toMatchObject([{ state: 'REVOKED' }, { state: 'RETIRED' }]);
  });
});
