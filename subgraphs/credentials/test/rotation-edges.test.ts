import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { listSecretProofs } from '../src/store/oauth-client.js';
import { activeMachine, change, issueKey, reasoned, setStewards, versionOf } from './machines.js';
import { letTimePass } from './pass-time.js';
import { abort, begin, later, seen, tick } from './rotation-steps.js';
import { memberFact, openWorld, type World } from './world.js';

const HOUR = 3_600;

let world: World;
let machine: string;
beforeEach(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const statusOf = async (secret: unknown) => (await world.exchange(String(secret))).status;
const idOf = (begun: Record<string, unknown>) => (begun['rotation'] as { id: string }).id;
const leave = async (personId: string) => {
  const left = memberFact(personId, { state: 'REMOVED', voluntary: false, version: 2 });
  await world.hear('identity.membership.changed', personId, left);
  await letTimePass(world, 5_000);
};
const beginAs = (person: string, credentialId: string) =>
  change(
    world,
    'mutation($input: BeginRotationInput!) { beginRotation(input: $input) { secret rotation { id } errors { code } } }',
    { credentialId, overlapHours: 0, idempotencyKey: randomUUID() },
    person,
  );
const revokeVersion = (credentialId: string, number: number) =>
  change(world, 'mutation($input: RevokeInput!) { revoke(input: $input) { errors { code } } }', {
    ...{ scope: 'VERSION', targetId: `${credentialId}:${String(number)}`, reason: 'COMPROMISED', note: 'It leaked.' },
    idempotencyKey: randomUUID(),
  });

describe('an overlap that is over, although the clock has not looked yet', () => {
  test('is not undone: the old secret stays dead and the new one lives', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    const begun = await begin(world, id, { overlapHours: 1 });
    expect([await statusOf(old), await statusOf(begun['secret'])]).toEqual([200, 200]);
    later(world, HOUR);
    expect((await abort(world, idOf(begun))).errors).toMatchObject([{ code: 'credentials.rotation_ended' }]);
    await tick(world);
    expect([await statusOf(old), await statusOf(begun['secret'])]).toEqual([401, 200]);
  });

  test('leaves nothing when the new secret is revoked', async () => {
    const { id, secret: old } = await issueKey(world, machine);
    const begun = await begin(world, id, { overlapHours: 1 });
    await statusOf(begun['secret']);
    later(world, HOUR);
    expect((await revokeVersion(id, 2)).errors).toEqual([]);
    for (const wait of [0, 5 * 24 * HOUR]) {
      later(world, wait);
      await tick(world);
      expect([await statusOf(old), await statusOf(begun['secret'])]).toEqual([401, 401]);
    }
    expect((await seen(world, id)).versions).toMatchObject([{ state: 'REVOKED' }, { state: 'RETIRED' }]);
  });
});

test('a secret that works is found however many rotations were begun beside it and taken back', async () => {
  const { id, secret } = await issueKey(world, machine);
  const client = await issueKey(world, machine, { kind: 'CLIENT_SECRET' });
  for (let time = 0; time < 11; time += 1)
    for (const each of [id, client.id]) await abort(world, idOf(await begin(world, each)));
  for (let time = 0; time < 2; time += 1) expect(await statusOf(secret)).toBe(200);
  const proofs = await world.database.inTenant(world.tenantId, (tx) => listSecretProofs(tx, client.id));
  expect(proofs.map(({ number }) => number)).toContain(1);
});

test('an old secret that is revoked after its overlap, before the clock has looked, is on record as revoked', async () => {
  const { id } = await issueKey(world, machine);
  await begin(world, id, { overlapHours: 1 });
  later(world, HOUR);
  const { version } = await seen(world, id);
  expect((await revokeVersion(id, 1)).errors).toEqual([]);
  expect(await seen(world, id)).toMatchObject({
    version: version + 1,
    versions: [{ state: 'STAGED' }, { state: 'REVOKED' }],
  });
});

test('a rotation that ends behind a suspension counts as a change, and is told with the hint that is left', async () => {
  const { id } = await issueKey(world, machine);
  const { hint } = await seen(world, id);
  const begun = await begin(world, id, { overlapHours: 1 });
  await reasoned(world, 'suspendCredential', { id, expectedVersion: (await seen(world, id)).version });
  const before = await seen(world, id);
  await abort(world, idOf(begun));
  expect(await seen(world, id)).toMatchObject({ state: 'SUSPENDED', hint, version: before.version + 1 });
  const told = (await world.events('credentials.credential.changed')).filter(({ subject }) => subject === id);
  expect(told.at(-1)?.data).toMatchObject({ hint, version: before.version + 1 });
});

test('a machine in the days of grace gets no secret where all of them have ended, until somebody answers for it', async () => {
  await world.hear('access.role_assignment.changed', 'a', {
    ...{ assignmentId: randomUUID(), role: 'owner', subject: { kind: 'PERSON', id: world.ben } },
    ...{ expiresAt: null, ended: false, version: 1 },
  });
  const { id, secret } = await issueKey(world, machine);
  expect(await statusOf(secret)).toBe(200);
  await leave(world.ana);
  expect(await statusOf(secret)).toBe(401);
  expect((await beginAs(world.ben, id)).errors).toMatchObject([{ code: 'credentials.owner_grace' }]);
  expect((await setStewards(world, machine, await versionOf(world, machine), world.ben)).errors).toEqual([]);
  const begun = await beginAs(world.ben, id);
  expect(begun.errors).toEqual([]);
  expect(await statusOf(begun['secret'])).toBe(200);
});

describe('whoever has seen a secret that was replaced since', () => {
  test('makes the present one no worse by leaving', async () => {
    const stewarded = await activeMachine(world, { stewardIds: [world.ben] });
    const { id } = await issueKey(world, stewarded);
    await leave(world.ana);
    const input = { credentialId: id, action: 'billing.invoice.read', actingTenantId: world.tenantId };
    const assess = async () => {
      const asked =
        'query($input: DecideTrustInput!) { decideTrust(input: $input) { obligations { code } trust { factors { name level } } } }';
      const { data } = await world.run(asked, { input });
      return data?.['decideTrust'];
    };
    const owed = { obligations: [{ code: 'credentials.begin_rotation' }] };
    expect(await assess()).toMatchObject(owed);
    expect((await beginAs(world.ben, id)).errors).toEqual([]);
    const after = await assess();
    expect(after).not.toMatchObject(owed);
    expect(after).toMatchObject({
      trust: { factors: expect.arrayContaining([{ name: 'hygiene', level: 'T3_ATTESTED' }]) as [] },
    });
  });
});
