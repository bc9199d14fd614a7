import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, ACTIONS, issueKey, registerRuntime, revoke } from './machines.js';
import { openWorld, post, type World } from './world.js';

const USAGE = `query ($id: ID!, $days: Int) { credential(id: $id) {
  uses lastUsed { at runtime { id } address action effect code }
  usage(days: $days) { allowed denied distinctRuntimes distinctAddresses unusedCeiling }
  versions { number state uses firstUsedAt lastUsedAt }
  machineIdentity { usage(days: $days) { allowed denied unusedCeiling } } } }`;

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const usageOf = async (id: string, days = 30) => {
  const { data, errors } = await world.run(USAGE, { id, days });
  expect(errors).toEqual([]);
  return data?.['credential'] as Record<string, unknown>;
};
/** What a domain's host reports of one token. */
const used = (claims: Record<string, unknown> | null, action: string, overrides: Record<string, unknown> = {}) => ({
  txn: claims?.['txn'],
  machineId: String(claims?.['sub']).replace('machine:', ''),
  credentialId: (claims?.['tctx'] as { machine: { credential: string } }).machine.credential,
  runtimeId: null,
  action,
  effect: 'ALLOW',
  code: 'access.granted',
  count: 1,
  lastAt: world.now.toISOString(),
  ...overrides,
});
const report = (caller: string, ...uses: readonly object[]) =>
  post(world.domain, '/action-uses', JSON.stringify({ uses }), 'application/json', caller);

describe('the usage of a credential', () => {
  test('counts exchanges by version, runtime and address, and is written behind the answer', async () => {
    const runtime = await registerRuntime(world);
    const { id, secret } = await issueKey(world, machine, { runtimeIds: [runtime] });
    for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2']) {
      world.now = new Date(world.now.getTime() + 1000); // at one and the same time none would be the last
      expect((await world.exchange(secret, { client_address: address })).status).toBe(200);
    }
    expect(await usageOf(id)).toMatchObject({
      uses: '3',
      lastUsed: {
        runtime: { id: runtime },
        address: '203.0.113.2',
        action: null,
        effect: 'ALLOW',
        code: 'credentials.trusted',
      },
      usage: {
        allowed: '3',
        denied: '0',
        distinctRuntimes: 1,
        distinctAddresses: 2,
        unusedCeiling: ['billing.invoice.read'],
      },
      versions: [{ number: 1, state: 'ACTIVE', uses: '3' }],
    });
    const rows = await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .selectFrom('usage_minute')
        .select(['count', 'version_number', 'address'])
        .where('credential_id', '=', id)
        .orderBy('address')
        .execute(),
    );
    expect(rows).toEqual([
      { count: '2', version_number: 1, address: '203.0.113.1' },
      { count: '1', version_number: 1, address: '203.0.113.2' },
    ]);
    const consumers = await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .selectFrom('version_consumer')
        .select(['runtime_id', 'address', 'uses'])
        .where('credential_id', '=', id)
        .orderBy('address')
        .execute(),
    );
    expect(consumers).toMatchObject([
      { runtime_id: runtime, uses: '2' },
      { address: '203.0.113.2', uses: '1' },
    ]);
  });

  test('keeps the place of the newest use when an older one is written after it', async () => {
    const { id, secret } = await issueKey(world, machine);
    const newest = new Date(world.now.getTime() + 2000);
    for (const [after, address] of [
      [2000, '203.0.113.2'],
      [-1000, '203.0.113.1'],
    ] as const) {
      world.now = new Date(world.now.getTime() + after);
      expect((await world.exchange(secret, { client_address: address })).status).toBe(200);
      await world.settle();
    }
    const row = await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .selectFrom('credential')
        .select(['uses', 'last_used_at', 'last_used_address'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    );
    expect(row).toEqual({ uses: '2', last_used_at: newest, last_used_address: '203.0.113.2' });
  });

  test('keeps one decision for equal answers within a minute, and each exchange is still found by its token', async () => {
    const { id, secret } = await issueKey(world, machine);
    const tokens = [await world.exchange(secret), await world.exchange(secret), await world.exchange(secret)];
    await world.settle();
    const decisions = await world.database.inTenant(world.tenantId, (tx) =>
      tx.selectFrom('trust_decision').select('id').where('credential_id', '=', id).execute(),
    );
    // The first use found it STAGED; the two that followed got the same answer.
    expect(decisions).toHaveLength(2);
    const TRACE = 'query ($id: ID!) { requestTrace(id: $id) { credentials { kind outcome txn links { name } } } }';
    for (const { claims } of tokens) {
      const { data } = await world.run(TRACE, { id: claims?.['txn'] });
      const { credentials: steps } = data?.['requestTrace'] as { credentials: readonly { links: readonly object[] }[] };
      expect(steps).toMatchObject([{ kind: 'EXCHANGE', outcome: 'ALLOWED', txn: claims?.['txn'] }]);
      expect(steps[0]?.links).toHaveLength(9);
    }
  });

  test('says when it was refused last, and not that a stranger guessed', async () => {
    const { id, secret } = await issueKey(world, machine, { networks: ['203.0.113.0/24'] });
    await world.exchange(secret, { client_address: '203.0.113.1' });
    await world.exchange(`${secret.slice(0, -20)}${'0'.repeat(20)}`);
    world.now = new Date(world.now.getTime() + 1_000);
    await world.exchange(secret, { client_address: '198.51.100.1' });
    expect(await usageOf(id)).toMatchObject({
      uses: '1',
      lastUsed: { effect: 'DENY', code: 'credentials.network_not_allowed', address: '198.51.100.1' },
      usage: { allowed: '1', denied: '1' },
    });
    await revoke(world, 'CREDENTIAL', id);
  });

  test('is refused for no days, and for more than a year', async () => {
    const { id } = await issueKey(world, machine);
    for (const days of [0, 367]) {
      const { errors } = await world.run(USAGE, { id, days });
      expect(errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
  });
});

describe('the actions that a machine used', () => {
  test('are what its domain says, under the version and address of the token’s exchange', async () => {
    const { id, secret } = await issueKey(world, machine, { ceiling: ACTIONS });
    const { claims } = await world.exchange(secret, { client_address: '203.0.113.9' });
    await world.settle();
    world.now = new Date(world.now.getTime() + 1_000);
    expect((await report('billing', used(claims, 'billing.invoice.read', { count: 4 }))).status).toBe(200);
    expect(await usageOf(id)).toMatchObject({
      lastUsed: { action: 'billing.invoice.read', effect: 'ALLOW', code: 'access.granted', address: '203.0.113.9' },
      usage: { allowed: '5', unusedCeiling: ['billing.invoice.send'] },
    });
    await report('billing', used(claims, 'billing.invoice.send', { effect: 'DENY', code: 'access.no_grant' }));
    expect(await usageOf(id)).toMatchObject({ usage: { denied: '1', unusedCeiling: ['billing.invoice.send'] } });
  });

  test('are forgotten after the days that are asked about', async () => {
    const { id, secret } = await issueKey(world, machine, { expiresInDays: 100 });
    const { claims } = await world.exchange(secret);
    await world.settle();
    await report('billing', used(claims, 'billing.invoice.read'));
    expect(await usageOf(id)).toMatchObject({ usage: { unusedCeiling: [] } });
    world.now = new Date(world.now.getTime() + 10 * 86_400_000);
    expect(await usageOf(id, 9)).toMatchObject({ usage: { unusedCeiling: ['billing.invoice.read'] } });
    expect(await usageOf(id, 11)).toMatchObject({ usage: { unusedCeiling: [] } });
  });

  test('are taken from the domain that enforces them alone, and of no machine that is not ours', async () => {
    const { id, secret } = await issueKey(world, machine);
    const { claims } = await world.exchange(secret);
    expect((await report('identity', used(claims, 'billing.invoice.read'))).status).toBe(400);
    const stranger = used(claims, 'billing.invoice.read', { machineId: randomUUID(), credentialId: randomUUID() });
    expect((await report('billing', stranger)).status).toBe(200);
    const nobodys = used(claims, 'billing.invoice.read', { txn: 'x', credentialId: randomUUID() });
    expect((await report('billing', nobodys)).status).toBe(200);
    expect(await usageOf(id)).toMatchObject({ usage: { allowed: '1' } });
    for (const body of ['', '{}', '{"uses":[{}]}'])
      expect((await post(world.domain, '/action-uses', body, 'application/json')).status).toBe(400);
  });
});

describe('a credential that is good for so many uses', () => {
  test('is good for exactly so many, however many come at once', async () => {
    const { id, secret } = await issueKey(world, machine, { maxUses: 5 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => world.exchange(secret)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const stored = answers.map(({ body }) => (body['cache'] as { store: boolean } | undefined)?.store ?? false);
    expect(stored).not.toContain(true);
    expect(await usageOf(id)).toMatchObject({ uses: '5', usage: { allowed: '5' }, versions: [{ uses: '5' }] });
  });
});
