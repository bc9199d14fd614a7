import { randomUUID } from 'node:crypto';
import { aMachineContext, aPersonContext } from '@bailiwick/subgraph-host/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type MachinePolicy } from '../src/domain/policy.js';
import { replacePolicy } from '../src/store/machine-policy.js';
import { activeMachine, change, issueKey } from './machines.js';
import { abort, begin, complete, later, seen, tick } from './rotation-steps.js';
import { memberFact, openWorld, type World } from './world.js';

let world: World;
let machine: string;
let id: string;
let old: string;
const HOUR = 3_600;
const DAY = 24 * HOUR;
const limits = (more: Partial<MachinePolicy>) =>
  world.database.inTenant(world.tenantId, (tx) =>
    replacePolicy(tx, { ...DEFAULT_POLICY, fourEyesActions: ['billing.invoice.send'], ...more }),
  );
const person = (of: string) =>
  aPersonContext(world.tenantId, of, { actors: [{ kind: 'PERSON', id: of, label: 'Somebody' }] });
const statusOf = async (...secrets: readonly string[]) => {
  const answers = [];
  for (const secret of secrets) answers.push((await world.exchange(secret)).status);
  return answers;
};
const clock = () => tick(world, world.domain.parts.clockRules);

const APPROVE = `mutation($input: CredentialRefInput!) { it: approveCredential(input: $input) {
  credential { state hint rotation { pendingVersion current { state approvedBy { id } approvedAt overlapHours overlapEndsAt } } } errors { __typename code path } } }`;
interface Approved {
  readonly credential: { readonly rotation: { readonly current: Record<string, unknown> } } | null;
  readonly errors: readonly { readonly code: string }[];
}
async function approve(as = person(world.ben), expectedVersion?: number): Promise<Approved> {
  const version = expectedVersion ?? (await seen(world, id)).version;
  const { data, errors } = await world.run(
    APPROVE,
    { input: { id, expectedVersion: version, idempotencyKey: randomUUID() } },
    as,
  );
  expect(errors).toEqual([]);
  return data?.['it'] as Approved; // as the query asks
}

const rotate = async (overrides: Record<string, unknown> = {}) => {
  const begun = await begin(world, id, overrides);
  expect(begun.errors).toEqual([]);
  const { id: rotationId } = begun['rotation'] as { id: string };
  return { rotationId, secret: String(begun['secret']) };
};
const revoke = (scope: string, targetId: string) =>
  change(world, `mutation($input: RevokeInput!) { revoke(input: $input) { errors { __typename code path } } }`, {
    ...{ scope, targetId, reason: 'POLICY', note: 'A doubt.', idempotencyKey: randomUUID() },
  });
const versions = async () =>
  ((await seen(world, id)).versions as readonly { readonly state: string }[]).map(({ state }) => state);
const current = async () => (await seen(world, id)).rotation.current as { readonly state: string };

/** A credential that two people lent, in use. */
beforeEach(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
  await limits({});
  ({ id, secret: old } = await issueKey(world, machine, { ceiling: ['billing.invoice.send'], expiresInDays: 90 }));
  await approve();
  expect(await statusOf(old)).toEqual([200]);
});

describe('a new secret of a credential that needs two people', () => {
  test('is shown to who asks, and refused until somebody else has approved it, while the old one goes on', async () => {
    const { secret } = await rotate({ overlapHours: 48 });
    expect(await statusOf(secret, old)).toEqual([401, 200]);
    const { data } = await world.run(
      `{ credential(id: "${id}") { state hint rotation { pendingVersion current { state approvedAt overlapHours } } } }`,
    );
    expect(data?.['credential']).toMatchObject({
      state: 'ACTIVE',
      rotation: { pendingVersion: 2, current: { state: 'PENDING_APPROVAL', approvedAt: null, overlapHours: 48 } },
    });
    later(world, 3 * DAY);
    await clock();
    expect(await statusOf(secret, old)).toEqual([401, 200]);
    expect(await versions()).toEqual(['PENDING_APPROVAL', 'ACTIVE']);
  });

  test('says to its owner, and to nobody else, that it waits', async () => {
    const { secret } = await rotate();
    const [waiting, unknown] = [await world.exchange(secret), await world.exchange(`${secret.slice(0, -1)}x`)];
    expect(waiting.text).toBe(unknown.text);
    await world.settle();
    const { data } = await world.run(`{ credential(id: "${id}") { lastUsed { effect code } } }`);
    expect(data?.['credential']).toMatchObject({
      lastUsed: { effect: 'DENY', code: 'credentials.pending_approval' },
    });
  });

  test('is accepted from the approval on, from which the overlap counts', async () => {
    const { secret } = await rotate({ overlapHours: 48 });
    later(world, 3 * DAY);
    const { credential } = await approve();
    expect(credential).toMatchObject({ state: 'ROTATING', rotation: { pendingVersion: null } });
    expect(credential?.rotation.current).toMatchObject({
      ...{ state: 'OVERLAP', overlapHours: 48, approvedBy: { id: world.ben }, approvedAt: world.now.toISOString() },
      overlapEndsAt: new Date(world.now.getTime() + 48 * HOUR * 1_000).toISOString(),
    });
    expect(await statusOf(secret, old)).toEqual([200, 200]);
    later(world, 48 * HOUR);
    await clock();
    expect(await statusOf(secret, old)).toEqual([200, 401]);
    expect(await current()).toMatchObject({ state: 'COMPLETED' });
  });

  test('is not approved by who asked for it, nor by a machine of theirs, nor by who has read an older version', async () => {
    await rotate();
    const itself = aMachineContext(world.tenantId, machine, {
      limits: ['credentials.credential.approve', 'billing.invoice.send'],
    });
    for (const [as, code] of [
      [person(world.ana), 'credentials.self_approval'],
      [itself, 'credentials.approver_not_a_person'],
    ] as const)
      expect((await approve(as)).errors).toMatchObject([{ code, path: ['id'] }]);
    expect((await approve(person(world.ben), 2)).errors).toMatchObject([{ __typename: 'VersionConflict' }]);
    expect(await versions()).toEqual(['PENDING_APPROVAL', 'ACTIVE']);
  });

  test('may be asked for by who approved the credential, and approved by who asked for that', async () => {
    const input = { credentialId: id, idempotencyKey: randomUUID() };
    const begun = `mutation($input: BeginRotationInput!) { it: beginRotation(input: $input) { secret errors { code } } }`;
    const { data } = await world.run(begun, { input }, person(world.ben));
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.self_approval' }]);
    expect((await approve(person(world.ana))).credential).toMatchObject({ state: 'ROTATING' });
    expect(await statusOf((data?.['it'] as { secret: string }).secret)).toEqual([200]);
  });

  test('is approved by who holds every action of the ceiling', async () => {
    await rotate();
    world.access.denied = new Set(['billing.invoice.send']);
    expect((await approve()).errors).toMatchObject([{ __typename: 'NotPermitted' }]);
  });

  test('is not asked for twice, and not completed before it is approved', async () => {
    const { rotationId } = await rotate();
    expect((await begin(world, id)).errors).toMatchObject([{ code: 'credentials.rotation_in_progress' }]);
    expect((await complete(world, rotationId, true)).errors).toMatchObject([{ code: 'credentials.pending_approval' }]);
  });

  test('ends when it is aborted, and another may be asked for', async () => {
    const { rotationId, secret } = await rotate();
    expect((await abort(world, rotationId))['rotation']).toMatchObject({ state: 'ABORTED' });
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.not_pending_approval' }]);
    expect(await statusOf(secret, old)).toEqual([401, 200]);
    const again = await rotate();
    await approve();
    expect(await statusOf(again.secret, secret)).toEqual([200, 401]);
  });
});

describe('while a new secret waits', () => {
  test('a revocation of the credential ends it as well', async () => {
    const { secret } = await rotate();
    await revoke('CREDENTIAL', id);
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.revoked' }]);
    expect(await current()).toMatchObject({ state: 'ABORTED' });
    expect([await versions(), await statusOf(secret, old)]).toEqual([
      ['REVOKED', 'REVOKED'],
      [401, 401],
    ]);
  });

  test('a report that it leaked ends the credential: a stranger would have it once it were approved', async () => {
    const { secret } = await rotate();
    const route = world.domain.parts.publicRoutes?.find(({ path }) => path === '/leak-report');
    await route?.handle({
      ...{ method: 'POST', path: '/leak-report', query: new URLSearchParams(), address: '192.0.2.1' },
      ...{ headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ secret })) },
    });
    await clock();
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.compromised' }]);
  });

  test('its own revocation leaves the old one, and that of the old one leaves it waiting', async () => {
    await rotate();
    expect((await revoke('VERSION', `${id}:2`)).errors).toEqual([]);
    expect([await versions(), (await current()).state]).toEqual([['REVOKED', 'ACTIVE'], 'ABORTED']);
    const { secret } = await rotate();
    expect((await revoke('VERSION', `${id}:1`)).errors).toEqual([]);
    expect(await statusOf(secret, old)).toEqual([401, 401]);
    expect((await approve()).credential).toMatchObject({ state: 'ACTIVE' });
    expect(await statusOf(secret, old)).toEqual([200, 401]);
  });

  test('an end that was forced on the old one comes in time, and it goes on waiting', async () => {
    const knower = randomUUID();
    await world.hear('identity.membership.changed', knower, memberFact(knower, { version: 1 }));
    const own = { credentialId: id, overlapHours: 0, idempotencyKey: randomUUID() };
    const begun = `mutation($input: BeginRotationInput!) { it: beginRotation(input: $input) { secret errors { code } } }`;
    const { data } = await world.run(begun, { input: own }, person(knower));
    const theirs = (data?.['it'] as { secret: string }).secret;
    await approve();
    const { secret } = await rotate();
    await leave(knower);
    expect(await statusOf(theirs, secret)).toEqual([401, 401]);
    expect(await versions()).toEqual(['PENDING_APPROVAL', 'RETIRED', 'RETIRED']);
    expect((await approve()).credential).toMatchObject({ state: 'ACTIVE' });
    expect(await statusOf(theirs, secret)).toEqual([401, 200]);
  });

  test('it ends with the membership of who asked for it, who has seen it', async () => {
    const asker = randomUUID();
    await world.hear('identity.membership.changed', asker, memberFact(asker, { version: 1 }));
    const input = { credentialId: id, idempotencyKey: randomUUID() };
    await world.run(
      `mutation($input: BeginRotationInput!) { beginRotation(input: $input) { errors { code } } }`,
      { input },
      person(asker),
    );
    expect(await versions()).toEqual(['PENDING_APPROVAL', 'ACTIVE']);
    await leave(asker);
    expect(await versions()).toEqual(['REVOKED', 'ACTIVE']);
    expect(await statusOf(old)).toEqual([200]);
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.not_pending_approval' }]);
  });

  test('a rotation in bulk ends it too, and says that one is to be begun', async () => {
    await rotate();
    const input = { filter: { machineIdentityId: machine }, overlapHours: 2, dryRun: false };
    const bulk = `mutation($input: BulkRotateInput!) { bulkRotate(input: $input) { changed errors { __typename code path } } }`;
    expect(await change(world, bulk, { ...input, idempotencyKey: randomUUID() })).toMatchObject({ changed: 1 });
    expect(await versions()).toEqual(['REVOKED', 'RETIRING']);
    expect(await statusOf(old)).toEqual([200]);
  });

  test('the credential’s end is also its own', async () => {
    await rotate();
    later(world, 90 * DAY);
    await clock();
    expect([(await seen(world, id)).state, (await current()).state]).toEqual(['EXPIRED', 'ABORTED']);
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.expired' }]);
  });

  test('a sleeping credential sleeps on, and wakes by the approval with the new secret only', async () => {
    await limits({ dormantAfterDays: 5 });
    for (let day = 0; day < 7; day += 1) {
      later(world, DAY);
      await clock();
    }
    const { secret } = await rotate();
    expect([(await seen(world, id)).state, await statusOf(secret, old)]).toEqual(['DORMANT', [401, 401]]);
    expect((await approve()).credential).toMatchObject({ state: 'ACTIVE' });
    expect(await statusOf(secret, old)).toEqual([200, 401]);
  });

  test('what was suspended comes back as what it was, and waits on', async () => {
    const { secret } = await rotate();
    const reasoned = async (mutation: string) => {
      const { version } = await seen(world, id);
      const input = { id, reason: 'A doubt.', expectedVersion: version, idempotencyKey: randomUUID() };
      return change(
        world,
        `mutation($input: CredentialReasonInput!) { ${mutation}(input: $input) { credential { state } errors { __typename code path } } }`,
        input,
      );
    };
    await reasoned('suspendCredential');
    expect((await approve()).errors).toMatchObject([{ code: 'credentials.suspended' }]);
    expect(await reasoned('resumeCredential')).toMatchObject({ credential: { state: 'ACTIVE' } });
    await approve();
    expect(await statusOf(secret, old)).toEqual([200, 200]);
  });
});

async function leave(personId: string): Promise<void> {
  const told = memberFact(personId, { state: 'LEFT', voluntary: false, version: 5 });
  await world.hear('identity.membership.changed', personId, told);
  later(world, 5);
  await clock();
}
