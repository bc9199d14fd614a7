import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { activeMachine, change, issueKey, registerRuntime, revoke, type Issued } from './machines.js';
import { letTimePass } from './pass-time.js';
import { begin } from './rotation-steps.js';
import { memberFact, openWorld, post, tenantFact, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

interface Report {
  readonly decisionsReplayed: string;
  readonly newlyDenied: string;
  readonly newlyAllowed: string;
  readonly affected: readonly {
    readonly credential: { readonly id: string };
    readonly calls: string;
    readonly was: string;
    readonly wouldBe: string;
  }[];
}

async function whatIf(change: object, days = 30): Promise<Report> {
  const query = `query($change: WhatIfInput!, $days: Int) { whatIf(change: $change, days: $days) {
    from to decisionsReplayed newlyDenied newlyAllowed affected { credential { id } calls was wouldBe because } } }`;
  const { data, errors } = await world.run(query, { change, days });
  expect(errors).toEqual([]);
  return data?.['whatIf'] as Report; // the query's own fields
}

const INSIDE = { client_address: '203.0.113.7' };

/** Three credentials that were used: bound to a runtime, of a machine that Ben answers for, and one like any other. */
async function someUse() {
  const runtime = await registerRuntime(world);
  const machine = await activeMachine(world);
  const bens = await activeMachine(world, { stewardIds: [world.ben] });
  const bound = await issueKey(world, machine, { runtimeIds: [runtime] });
  const ofBens = await issueKey(world, bens);
  const plain = await issueKey(world, machine);
  const keys = { bound, ofBens, plain };
  for (const { secret } of [bound, ofBens, ofBens, plain]) await world.exchange(secret, INSIDE);
  await settle();
  return { runtime, machine, bens, keys };
}

const settle = () => world.settle();
const leave = (person: string) =>
  world.hear('identity.membership.changed', person, memberFact(person, { state: 'REMOVED', version: 2 }));

const LOCK = 'mutation($input: LockRuntimeInput!) { lockRuntime(input: $input) { errors { code } } }';
const NARROW = `mutation($input: NarrowCeilingInput!) { narrowCeiling(input: $input) { credential { ceiling } errors { code } } }`;

async function narrow(id: string, ceiling: readonly string[]): Promise<void> {
  const { data } = await world.run(`{ credential(id: "${id}") { version } }`);
  const { version: expectedVersion } = data?.['credential'] as { version: number };
  const narrowed = await change(world, NARROW, { id, ceiling, expectedVersion, idempotencyKey: randomUUID() });
  expect(narrowed['credential']).toEqual({ ceiling });
}

async function decide(credentialId: string, action: string): Promise<string> {
  const input = { credentialId, action, actingTenantId: world.tenantId };
  const { data } = await world.run(
    'query($input: DecideTrustInput!) { decideTrust(input: $input) { reason { code } } }',
    { input },
  );
  return (data?.['decideTrust'] as { reason: { code: string } }).reason.code;
}

/** An exchange, and what billing's host then reports of the token. */
async function useFor({ id: credentialId, secret }: Issued, action: string): Promise<void> {
  const { claims } = await world.exchange(secret, INSIDE);
  const use = {
    txn: claims?.['txn'],
    machineId: String(claims?.['sub']).replace('machine:', ''),
    ...{ credentialId, runtimeId: null, action, effect: 'ALLOW', code: 'access.granted', count: 1 },
    lastAt: world.now.toISOString(),
  };
  await settle();
  const reported = await post(
    world.domain,
    '/action-uses',
    JSON.stringify({ uses: [use] }),
    'application/json',
    'billing',
  );
  expect(reported.status).toBe(200);
  await settle();
}

/** What each key is answered now, by a real exchange; a stranger's answer is looked up where its owner finds it. */
async function answersOf(keys: Readonly<Record<string, { readonly id: string; readonly secret: string }>>) {
  const answers: Record<string, string> = {};
  world.now = new Date(world.now.getTime() + 1_000); // the newest decision is to be the one that is made now
  for (const { id, secret } of Object.values(keys)) {
    const { status } = await world.exchange(secret, INSIDE);
    await settle();
    const { data } = await world.run(
      `{ trustDecisions(first: 1, filter: { credentialId: "${id}" }) { edges { node { reason { code } } } } }`,
    );
    const { edges } = data?.['trustDecisions'] as { edges: { node: { reason: { code: string } } }[] };
    if (status !== 200) answers[id] = edges[0]?.node.reason.code ?? 'none';
  }
  return answers;
}

const predicted = ({ affected }: Report) =>
  Object.fromEntries(affected.map(({ credential, wouldBe }) => [credential.id, wouldBe]));

describe('what would be if', () => {
  test.each<
    [
      string,
      (scene: Awaited<ReturnType<typeof someUse>>) => object,
      (scene: Awaited<ReturnType<typeof someUse>>) => Promise<unknown>,
    ]
  >([
    [
      'a credential is revoked',
      ({ keys }) => ({ revoke: [keys.plain.id] }),
      ({ keys }) => revoke(world, 'CREDENTIAL', keys.plain.id),
    ],
    [
      'a machine is revoked',
      ({ machine }) => ({ revoke: [machine] }),
      ({ machine }) => revoke(world, 'IDENTITY', machine),
    ],
    [
      'the tenant is suspended',
      () => ({ tenantSuspended: world.tenantId }),
      () => {
        const stateReason = {
          code: 'identity.tenant_suspended',
          owner: 'IDENTITY',
          message: 'Unpaid.',
          since: null,
          remedy: null,
        };
        return world.hear(
          'identity.tenant.changed',
          world.tenantId,
          tenantFact(world, { state: 'SUSPENDED', stateReason, version: 2 }),
        );
      },
    ],
    [
      'a runtime is locked',
      ({ runtime }) => ({ runtimeLocked: runtime }),
      ({ runtime }) =>
        change(world, LOCK, {
          ...{ id: runtime, locked: true, reason: 'It was taken over.' },
          idempotencyKey: randomUUID(),
        }),
    ],
    [
      'every secret is rotated, when the overlap is over,',
      () => ({ rotateWithOverlapHours: 2 }),
      async ({ keys }) => {
        for (const { id } of Object.values(keys)) await begin(world, id, { overlapHours: 2 });
        await letTimePass(world, 2 * 3_600_000);
      },
    ],
    [
      'a secret is rotated without an overlap',
      ({ keys }) => ({ rotateWithOverlapHours: 0, credentialIds: [keys.bound.id] }),
      ({ keys }) => begin(world, keys.bound.id, { overlapHours: 0 }),
    ],
  ])('%s is what then is', async (_, changeOf, make) => {
    const scene = await someUse();
    const prediction = predicted(await whatIf(changeOf(scene)));
    expect(Object.keys(prediction).length).toBeGreaterThan(0);
    await make(scene);
    expect(await answersOf(scene.keys)).toEqual(prediction);
  });

  test('a person leaves stops the machines that nobody else answers for', async () => {
    const { keys } = await someUse();
    const report = await whatIf({ personLeaves: world.ben });
    expect(Object.keys(predicted(report))).toEqual([keys.ofBens.id]);
    expect(report).toMatchObject({ newlyDenied: '2', newlyAllowed: '0', decisionsReplayed: '4' });
    await leave(world.ben);
    expect(Object.keys(await answersOf(keys))).toEqual([keys.ofBens.id]);
    await letTimePass(world, 5_000);
    expect(await answersOf(keys)).toEqual(predicted(report));
  });

  test('a person leaves after the other steward did is what then is: nobody is left who could claim it', async () => {
    const cleo = randomUUID();
    await world.hear('identity.membership.changed', cleo, memberFact(cleo));
    const machine = await activeMachine(world, { stewardIds: [world.ben, cleo] });
    const theirs = await issueKey(world, machine);
    await world.exchange(theirs.secret, INSIDE);
    await settle();
    await leave(cleo);
    const prediction = predicted(await whatIf({ personLeaves: world.ben }));
    expect(prediction).toEqual({ [theirs.id]: 'credentials.orphaned' });
    await leave(world.ben);
    await letTimePass(world, 5_000);
    expect(await answersOf({ theirs })).toEqual(prediction);
  });

  test('whoever has seen a secret that was replaced since leaves is what then is: nothing becomes of it', async () => {
    const machine = await activeMachine(world, { stewardIds: [world.ben] });
    const { id } = await issueKey(world, machine);
    const replace = 'mutation($input: BeginRotationInput!) { beginRotation(input: $input) { secret errors { code } } }';
    const input = { credentialId: id, overlapHours: 0, idempotencyKey: randomUUID() };
    const present = { id, secret: String((await change(world, replace, input, world.ben))['secret']) };
    await world.exchange(present.secret, INSIDE);
    await settle();
    expect(predicted(await whatIf({ personLeaves: world.ana }))).toEqual({});
    await leave(world.ana);
    await letTimePass(world, 5_000);
    expect(await answersOf({ present })).toEqual({});
  });

  test('whoever has seen a secret leaves is what then is: the secret is over, whoever answers for the machine', async () => {
    const { keys } = await someUse();
    const machine = await activeMachine(world, { stewardIds: [world.ben] });
    const seen = await issueKey(world, machine);
    await world.exchange(seen.secret, INSIDE);
    await settle();
    const prediction = predicted(await whatIf({ personLeaves: world.ana }));
    expect(prediction[seen.id]).toBe('credentials.version_retired');
    await leave(world.ana);
    await letTimePass(world, 5_000);
    expect(await answersOf({ ...keys, seen })).toEqual(prediction);
  });

  test('a ceiling is narrowed names who used what is taken out, and that is what then is', async () => {
    const [READ, SEND] = ['billing.invoice.read', 'billing.invoice.send'];
    const machine = await activeMachine(world);
    const [sender, reader] = [
      await issueKey(world, machine, { ceiling: [READ, SEND] }),
      await issueKey(world, machine, { ceiling: [READ, SEND] }),
    ];
    await useFor(sender, SEND);
    await useFor(reader, READ);
    const narrower = { narrowCeiling: [READ], credentialIds: [sender.id, reader.id] };
    const prediction = predicted(await whatIf(narrower));
    expect(prediction).toEqual({ [sender.id]: 'credentials.action_outside_responsibility' });
    for (const { id } of [sender, reader]) await narrow(id, [READ]);
    expect([await decide(sender.id, SEND), await decide(reader.id, READ)]).toEqual([
      prediction[sender.id],
      'credentials.trusted',
    ]);
  });

  test('more trust is needed names who does not have it', async () => {
    const { keys } = await someUse();
    const all = await whatIf({ requireTrust: 'T2_BOUND' });
    expect(predicted(all)).toEqual(
      Object.fromEntries(Object.values(keys).map(({ id }) => [id, 'credentials.trust_too_low'])),
    );
    const one = await whatIf({ requireTrust: 'T2_BOUND', credentialIds: [keys.plain.id] });
    expect(Object.keys(predicted(one))).toEqual([keys.plain.id]);
  });

  test('a secret is rotated tells of the end of the overlap, and blames nothing on it that ends before', async () => {
    const { keys } = await someUse();
    const short = await issueKey(world, await activeMachine(world), { expiresInDays: 1 });
    await world.exchange(short.secret, INSIDE);
    const report = await whatIf({ rotateWithOverlapHours: 48 });
    expect(predicted(report)).toEqual(
      Object.fromEntries(Object.values(keys).map(({ id }) => [id, 'credentials.version_retired'])),
    );
  });

  test('an id is nobody’s is nothing', async () => {
    await someUse();
    const nobody = 'a0000000-0000-4000-8000-00000000dead';
    expect(
      await whatIf({ revoke: [nobody], personLeaves: nobody, tenantSuspended: nobody, runtimeLocked: nobody }),
    ).toMatchObject({
      newlyDenied: '0',
      affected: [],
    });
  });

  test.each([
    [{}, 30, 'Name at least one change'],
    [{ rotateWithOverlapHours: -1 }, 30, 'overlap'],
    [{ requireTrust: 'T2_BOUND' }, 0, 'days'],
  ])('%j over %i days is refused in plain words', async (change, days, words) => {
    const { errors } = await world.run(
      'query($change: WhatIfInput!, $days: Int) { whatIf(change: $change, days: $days) { newlyDenied } }',
      { change, days },
    );
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(errors[0]?.message).toContain(words);
  });

  test('asking leaves no trace: no use, no last use, no decision', async () => {
    const { keys } = await someUse();
    const look = async () => {
      const { data } = await world.run(
        `{ credential(id: "${keys.plain.id}") { uses state version lastUsed { at } } trustDecisions { edges { node { id } } } }`,
      );
      return data;
    };
    const before = await look();
    await whatIf({ revoke: [keys.plain.id] });
    expect(await look()).toEqual(before);
  });

  test('costs as many statements for many credentials as for few', async () => {
    const { machine } = await someUse();
    const cost = async () => {
      const before = world.database.statements.count;
      await whatIf({ requireTrust: 'T2_BOUND' });
      return world.database.statements.count - before;
    };
    const few = await cost();
    for (let count = 0; count < 8; count += 1) await world.exchange((await issueKey(world, machine)).secret, INSIDE);
    await settle();
    expect(await cost()).toBe(few);
  });
});
