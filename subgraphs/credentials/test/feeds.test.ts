import { beforeEach, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, revoke, setStewards } from './machines.js';
import { letTimePass as passTime } from './pass-time.js';
import { memberFact, openWorld, tenantFact, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const withdrawals = async () =>
  (await world.events('txn_token.withdrawn')).map(({ data }) => data['sub'] ?? data['tenant']);
const stateOf = async (id: string) =>
  ((await world.run(`{ machineIdentity(id: "${id}") { state } }`)).data?.['machineIdentity'] as { state: string })
    .state;

const letTimePass = (ms: number) => passTime(world, ms);

describe('a fact from identity', () => {
  test('that a tenant left service withdraws its tokens, once', async () => {
    await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { state: 'SUSPENDED', version: 2 }));
    await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { state: 'SUSPENDED', version: 2 }));
    expect(await withdrawals()).toEqual([world.tenantId]);
  });

  test('that is older than what is known changes nothing', async () => {
    await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { name: 'Newer', version: 5 }));
    await world.hear(
      'identity.tenant.changed',
      world.tenantId,
      tenantFact(world, { name: 'Older', state: 'SUSPENDED', version: 4 }),
    );
    const kept = await world.database.inTenant(world.tenantId, (tx) =>
      tx.selectFrom('tenant_fact').select(['name', 'state']).executeTakeFirst(),
    );
    expect([kept, await withdrawals()]).toEqual([{ name: 'Newer', state: 'ACTIVE' }, []]);
  });

  test('that the only steward is suspended withdraws the machine’s tokens; it may come back, so nobody is orphaned', async () => {
    const machine = await activeMachine(world);
    await world.hear(
      'identity.membership.changed',
      world.ana,
      memberFact(world.ana, { state: 'SUSPENDED', version: 2 }),
    );
    await letTimePass(5_000);
    expect([await withdrawals(), await stateOf(machine)]).toEqual([[`machine:${machine}`], 'ACTIVE']);
  });

  test('that one of two stewards left leaves the machine covered', async () => {
    const machine = await activeMachine(world, { stewardIds: [world.ana, world.ben] });
    const { secret } = await issueKey(world, machine);
    await world.hear('identity.membership.changed', world.ben, memberFact(world.ben, { state: 'LEFT', version: 2 }));
    await letTimePass(5_000);
    expect([await withdrawals(), await stateOf(machine), (await world.exchange(secret)).status]).toEqual([
      [],
      'ACTIVE',
      200,
    ]);
  });

  test('that the last steward left denies at once, orphans soon, and a new steward takes the machine in', async () => {
    const machine = await activeMachine(world);
    const { secret } = await issueKey(world, machine);
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { state: 'LEFT', version: 2 }));
    expect((await world.exchange(secret)).body.reason?.code).toBe('credentials.steward_missing');
    await letTimePass(5_000);
    expect([await stateOf(machine), (await world.exchange(secret)).body.reason?.code]).toEqual([
      'ORPHANED',
      'credentials.invalid_credential', // whoever left has seen this secret, so it is over
    ]);
    expect((await world.events('credentials.machine_identity.changed')).at(-1)?.data).toMatchObject({
      machineIdentityId: machine,
      state: 'ORPHANED',
      version: 3,
    });
    expect((await setStewards(world, machine, 3, world.ben))['machineIdentity']).toMatchObject({ state: 'ACTIVE' });
    const { secret: successor } = await issueKey(world, machine, { name: 'successor' });
    expect([(await world.exchange(secret)).status, (await world.exchange(successor)).status]).toEqual([401, 200]);
  });

  test('that somebody came back before the second look keeps the machine', async () => {
    const machine = await activeMachine(world);
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { state: 'LEFT', version: 2 }));
    await world.hear('identity.membership.changed', 'again', {
      ...memberFact(world.ana),
      membershipId: world.tenantId,
    });
    await letTimePass(5_000);
    expect(await stateOf(machine)).toBe('ACTIVE');
  });

  test('that somebody who has seen the secret left caps the trust of what they saw', async () => {
    const machine = await activeMachine(world, { stewardIds: [world.ben] });
    const { id } = await issueKey(world, machine);
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { state: 'LEFT', version: 2 }));
    const { data } = await world.run(`{ credential(id: "${id}") { trust { factors { name level because } } } }`);
    expect(data?.['credential']).toMatchObject({
      trust: {
        factors: expect.arrayContaining([
          {
            name: 'hygiene',
            level: 'T1_BEARER',
            because: 'Somebody who has seen the secret or holds its key has left.',
          },
        ]) as unknown,
      },
    });
  });
});

describe('a rebuild of the facts', () => {
  test.each(['identity', 'billing'])(
    'from %s empties its projection alone, so that nothing stale stays',
    async (source) => {
      await world.hear('billing.readiness.changed', world.tenantId, {
        ready: true,
        reason: { code: 'billing.active', owner: 'BILLING', message: 'Fine.', since: null, remedy: null },
        version: 1,
      });
      const subscription = world.domain.parts.subscriptions?.find((each) => each.source === source);
      const rollBack = new Error('only looked');
      const emptied = world.database.inSystem('consume', async (tx) => {
        await subscription?.reset(tx, world.database);
        const facts = await tx.selectFrom('tenant_fact').select('slug').execute();
        const ready = await tx.selectFrom('readiness_fact').select('ready').execute();
        expect([facts.length > 0, ready.length > 0]).toEqual(source === 'identity' ? [false, true] : [true, false]);
        throw rollBack;
      });
      await expect(emptied).rejects.toBe(rollBack);
    },
  );
});

describe('an event that is not what its type says', () => {
  test.each([
    'identity.tenant.changed',
    'identity.membership.changed',
    'billing.entitlements.changed',
    'billing.readiness.changed',
  ])('is refused: %s', async (type) => {
    await expect(world.hear(type, 'x', { nonsense: true })).rejects.toThrow();
  });
});

describe('the clock', () => {
  test('ends a credential on its day by itself: state, event and withdrawal', async () => {
    const machine = await activeMachine(world);
    const { id, secret } = await issueKey(world, machine, { expiresInDays: 1 });
    await letTimePass(86_400_000);
    expect((await world.events('credentials.credential.changed')).at(-1)?.data).toMatchObject({
      credentialId: id,
      state: 'EXPIRED',
      version: 2,
    });
    expect([await withdrawals(), (await world.exchange(secret)).status]).toEqual([[`machine:${machine}`], 401]);
  });

  test('leaves a revoked one as it is', async () => {
    const machine = await activeMachine(world);
    const { id } = await issueKey(world, machine, { expiresInDays: 1 });
    await revoke(world, 'CREDENTIAL', id);
    await letTimePass(86_400_000);
    expect((await world.run(`{ credential(id: "${id}") { state } }`)).data).toEqual({
      credential: { state: 'REVOKED' },
    });
  });
});

describe('a responsibility', () => {
  test('that is due for review stops the machine, and tells the holder', async () => {
    const responsibility = {
      statement: 'Sends invoices.',
      actions: ['billing.invoice.read'],
      dataClasses: [],
      reviewDays: 2,
    };
    const { secret } = await issueKey(world, await activeMachine(world, { responsibility }));
    world.now = new Date(world.now.getTime() + 2 * 86_400_000 - 4_000);
    expect((await world.exchange(secret)).body).toMatchObject({ expires_in: 4 });
    world.now = new Date(world.now.getTime() + 4_000);
    expect((await world.exchange(secret)).body.reason?.code).toBe('credentials.review_overdue');
  });
});
