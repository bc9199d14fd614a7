import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import { beforeAll, describe, expect, test } from 'vitest';
import { findCredential } from '../src/store/credential.js';
import { toColumns } from '../src/store/credential-row.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { activeMachine, change, issueKey, registerRuntime } from './machines.js';
import { begin, later, seen, tick } from './rotation-steps.js';
import { openWorld, type World } from './world.js';

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const ERRORS = 'errors { code path message }';
const revoke = (scope: string, targetId: string, reason = 'POLICY') =>
  change(
    world,
    `mutation($input: RevokeInput!) { revoke(input: $input) { revocation { id epoch scope targetId } ${ERRORS} } }`,
    {
      ...{ scope, targetId, reason, note: 'It has to end.', idempotencyKey: randomUUID() },
    },
  );
const lock = (id: string, overrides: object = {}) =>
  change(
    world,
    `mutation($input: LockRuntimeInput!) { lockRuntime(input: $input) { runtime { state instances { id locked lockReason } } ${ERRORS} } }`,
    { id, locked: true, reason: 'It was taken over.', idempotencyKey: randomUUID(), ...overrides },
  );
const statusOf = async (secret: string, address = '203.0.113.9') =>
  (await world.exchange(secret, { client_address: address })).status;
const insertInstance = async (runtimeId: string): Promise<string> => {
  const id = randomUUID();
  await world.database.inTenant(world.tenantId, (tx) =>
    tx
      .insertInto('runtime_instance')
      .values({ id, runtime_id: runtimeId, key_thumbprint: id, first_seen: world.now, last_seen: world.now })
      .execute(),
  );
  return id;
};

describe('revoking a version', () => {
  test('leaves the other one of a rotation, whichever it is', async () => {
    const first = await issueKey(world, machine);
    const secret = String((await begin(world, first.id))['secret']);
    expect((await revoke('VERSION', `${first.id}:2`))['revocation']).toMatchObject({ targetId: `${first.id}:2` });
    expect([await statusOf(first.secret), await statusOf(secret)]).toEqual([200, 401]);
    const second = await issueKey(world, machine);
    const newer = String((await begin(world, second.id))['secret']);
    await revoke('VERSION', `${second.id}:1`);
    expect([await statusOf(second.secret), await statusOf(newer)]).toEqual([401, 200]);
    expect((await seen(world, second.id)).rotation.current).toMatchObject({ state: 'FORCED' });
  });

  test('of the only one leaves a rotation to be begun, and is refused twice or where there is none', async () => {
    const { id, secret } = await issueKey(world, machine);
    await revoke('VERSION', `${id}:1`);
    expect(await statusOf(secret)).toBe(401);
    expect((await seen(world, id)).rotation.nextDueAt).toBe(world.now.toISOString());
    expect((await revoke('VERSION', `${id}:1`)).errors).toMatchObject([{ code: 'credentials.already_revoked' }]);
    expect((await revoke('VERSION', `${id}:9`)).errors).toMatchObject([{ code: 'credentials.not_found' }]);
    expect((await revoke('VERSION', id)).errors).toMatchObject([{ code: 'credentials.invalid_input' }]);
  });
});

describe('revoking what many have in common', () => {
  test('a runtime locks it and ends what is bound to it, and nothing else', async () => {
    const runtime = await registerRuntime(world);
    const [bound, free] = [await issueKey(world, machine, { runtimeIds: [runtime] }), await issueKey(world, machine)];
    await revoke('RUNTIME', runtime, 'RUNTIME_LOST');
    expect([await statusOf(bound.secret), await statusOf(free.secret)]).toEqual([401, 200]);
    const { data } = await world.run(
      `{ credential(id: "${bound.id}") { state revocation { scope targetId reason } } }`,
    );
    expect(data?.['credential']).toMatchObject({
      state: 'REVOKED',
      revocation: { scope: 'RUNTIME', targetId: runtime, reason: 'RUNTIME_LOST' },
    });
    expect((await lock(runtime)).errors).toMatchObject([{ code: 'credentials.already_locked' }]);
    expect((await revoke('RUNTIME', randomUUID())).errors).toMatchObject([{ code: 'credentials.not_found' }]);
  });

  test('a knower ends what they can still open, and not what they once could', async () => {
    const own = await openWorld();
    const mine = await activeMachine(own);
    const [open, moved] = [await issueKey(own, mine), await issueKey(own, mine)];
    const by = (scope: string, targetId: string) =>
      change(own, `mutation($input: RevokeInput!) { revoke(input: $input) { revocation { id } ${ERRORS} } }`, {
        ...{ scope, targetId, reason: 'OWNER_LEFT', note: 'They left.', idempotencyKey: randomUUID() },
      });
    await own.database.inTenant(own.tenantId, (tx) =>
      tx.updateTable('credential_version').set({ state: 'RETIRED' }).where('credential_id', '=', moved.id).execute(),
    );
    expect((await by('KNOWER', own.ana)).errors).toEqual([]);
    expect([(await seen(own, open.id)).state, (await seen(own, moved.id)).state]).toEqual(['REVOKED', 'STAGED']);
    expect((await by('KNOWER', own.ben)).errors).toMatchObject([{ code: 'credentials.not_found', path: ['targetId'] }]);
    expect((await by('TENANT', own.ben)).errors).toMatchObject([{ code: 'credentials.not_found', path: ['targetId'] }]);
    expect((await by('TENANT', own.tenantId)).errors).toEqual([]);
    const { data } = await own.run(`{ machineIdentity(id: "${mine}") { state credentials { state } } }`);
    expect(data?.['machineIdentity']).toMatchObject({
      state: 'SUSPENDED',
      credentials: [{ state: 'REVOKED' }, { state: 'REVOKED' }],
    });
  });

  test('an owner ends all its machines’ credentials, and leaves those of others', async () => {
    const theirs = await activeMachine(world, { owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' } });
    const [gone, kept] = [await issueKey(world, theirs), await issueKey(world, machine)];
    await revoke('OWNER', 'EXTERNAL_INTEGRATION:hubspot');
    expect([await statusOf(gone.secret), await statusOf(kept.secret)]).toEqual([401, 200]);
    expect((await revoke('OWNER', 'hubspot')).errors).toMatchObject([{ code: 'credentials.invalid_input' }]);
    expect((await revoke('OWNER', 'EXTERNAL_INTEGRATION:nobody')).errors).toMatchObject([
      { code: 'credentials.not_found' },
    ]);
  });

  test('an issuer vouches for nobody any more, and what was federated to it ends', async () => {
    const issuer = 'https://issuer.example';
    const attestor = { issuer, subjectPattern: 'system:*', audience: 'bailiwick', jwksUri: `${issuer}/keys` };
    const runtime = await registerRuntime(world, { attestors: [attestor] });
    const { id } = await issueKey(world, machine);
    await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .updateTable('credential')
        .set({ federation: JSON.stringify(attestor) })
        .where('id', '=', id)
        .execute(),
    );
    await revoke('ISSUER', issuer);
    expect((await seen(world, id)).state).toBe('REVOKED');
    const { data } = await world.run(`{ runtimes(first: 100) { edges { node { id attestors { issuer } } } } }`);
    expect(JSON.stringify(data)).toContain(JSON.stringify({ id: runtime, attestors: [] }));
    expect(JSON.stringify(data)).not.toContain(issuer);
    expect((await revoke('ISSUER', issuer)).errors).toMatchObject([{ code: 'credentials.not_found' }]);
  });
});

describe('locking a runtime', () => {
  test('is recorded, withdraws the tokens of what is bound to it, and is taken back by unlocking', async () => {
    const runtime = await registerRuntime(world);
    const { secret } = await issueKey(world, machine, { runtimeIds: [runtime] });
    const withdrawn = async () => (await world.events('txn_token.withdrawn')).length;
    const before = await withdrawn();
    expect((await lock(runtime))['runtime']).toMatchObject({ state: 'LOCKED' });
    expect([await withdrawn(), await statusOf(secret)]).toEqual([before + 1, 401]);
    expect((await lock(runtime, { locked: false, reason: '' })).errors).toMatchObject([{ path: ['reason'] }]);
    expect((await lock(runtime, { locked: false }))['runtime']).toMatchObject({ state: 'ACTIVE' });
    expect(await statusOf(secret)).toBe(200);
    expect((await lock(runtime, { locked: false })).errors).toMatchObject([{ code: 'credentials.not_locked' }]);
    expect(world.access.asked.map(({ action }) => action)).toContain('credentials.runtime.unlock');
  });

  test('or one process of it, by its own id in its own runtime only', async () => {
    const [runtime, other] = [await registerRuntime(world), await registerRuntime(world)];
    const instance = await insertInstance(runtime);
    expect((await lock(other, { instanceId: instance })).errors).toMatchObject([
      { code: 'credentials.not_found', path: ['instanceId'] },
    ]);
    expect((await lock(runtime, { instanceId: instance }))['runtime']).toMatchObject({
      state: 'ACTIVE',
      instances: [{ id: instance, locked: true, lockReason: 'It was taken over.' }],
    });
    expect((await revoke('RUNTIME_INSTANCE', instance)).errors).toMatchObject([{ code: 'credentials.already_locked' }]);
    const second = await insertInstance(runtime);
    expect((await revoke('RUNTIME_INSTANCE', second)).errors).toEqual([]);
  });
});

describe('a bulk operation', () => {
  const PAYLOAD = `matched changed machines owners dryRun sample { id } operation { id kind matched changed finishedAt startedBy { id } } ${ERRORS}`;
  const bulk = (of: World, mutation: 'bulkRevoke' | 'bulkRotate', input: object) =>
    change(of, `mutation($input: B${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ${PAYLOAD} } }`, {
      idempotencyKey: randomUUID(),
      ...input,
    });
  const REVOKE = { reason: 'CEASED', note: 'The project ended.' };

  test('says what it would change first, and changes nothing unless it is told to', async () => {
    const own = await openWorld();
    const mine = await activeMachine(own);
    const { id } = await issueKey(own, mine);
    const filter = { machineIdentityId: mine };
    expect(await bulk(own, 'bulkRevoke', { filter, ...REVOKE })).toMatchObject({
      ...{ matched: 1, changed: 0, machines: 1, owners: 1, dryRun: true, sample: [{ id }], operation: null },
    });
    expect((await seen(own, id)).state).toBe('STAGED');
    expect((await bulk(own, 'bulkRevoke', { filter: {}, ...REVOKE })).errors).toMatchObject([{ path: ['filter'] }]);
  });

  test('rotates without making a secret', async () => {
    const { id, secret } = await issueKey(world, machine, { name: 'rotated in bulk' });
    const filter = { text: 'rotated in bulk' };
    const rotated = await bulk(world, 'bulkRotate', { filter, overlapHours: 1, dryRun: false });
    expect(rotated).toMatchObject({ matched: 1, changed: 1, operation: { kind: 'ROTATE', changed: 1 } });
    expect(await statusOf(secret)).toBe(200);
    later(world, 3_600);
    await tick(world);
    expect(await statusOf(secret)).toBe(401);
    expect((await seen(world, id)).versions).toMatchObject([{ number: 1, state: 'RETIRED' }]);
  });

  test('of more than one part goes on by the clock until all are changed, each once', async () => {
    const own = await openWorld();
    const mine = await activeMachine(own);
    const { id } = await issueKey(own, mine);
    await own.database.inTenant(own.tenantId, (tx) => copies(tx, id, 449));
    const filter = { machineIdentityId: mine };
    const begun = await bulk(own, 'bulkRevoke', { filter, ...REVOKE, dryRun: false });
    expect(begun).toMatchObject({ matched: 450, changed: 200, operation: { changed: 200, finishedAt: null } });
    const operation = (begun['operation'] as { id: string }).id;
    const progress = async () =>
      (await own.run(`{ bulkOperation(id: "${operation}") { changed finishedAt } }`)).data?.['bulkOperation'];
    expect(await tick(own)).toContain('bulk.goes_on');
    expect(await progress()).toMatchObject({ changed: 400, finishedAt: null });
    await tick(own);
    expect(await progress()).toMatchObject({ changed: 450, finishedAt: own.now.toISOString() });
    expect(await tick(own)).not.toContain('bulk.goes_on');
    expect((await bulk(own, 'bulkRevoke', { filter, ...REVOKE }))['matched']).toBe(0);
    const { data } = await own.run(`{ credential(id: "${id}") { revocation { scope reason } } }`);
    expect(data?.['credential']).toMatchObject({ revocation: { scope: 'CREDENTIAL', reason: 'CEASED' } });
  });
});

/** As many more of it, with ids and references of their own. */
async function copies(tx: TenantTransaction<CredentialsTables>, id: string, count: number): Promise<void> {
  const credential = await findCredential(tx, id);
  if (credential === null) throw new Error('no credential');
  const rows = Array.from({ length: count }, (_, index) => ({
    ...toColumns(credential),
    ...{ id: randomUUID(), reference: `copy${index}` },
  }));
  for (let from = 0; from < count; from += 100)
    await tx
      .insertInto('credential')
      .values(rows.slice(from, from + 100))
      .execute();
}
