import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { aMachineContext, aPersonContext } from '@bailiwick/subgraph-host/testing';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type MachinePolicy } from '../src/domain/policy.js';
import { insertKnower } from '../src/store/credential.js';
import { replacePolicy } from '../src/store/machine-policy.js';
import { activeMachine, change, ISSUE, issue, issueKey, registerRuntime } from './machines.js';
import { begin, later, seen, tick } from './rotation-steps.js';
import { openWorld, type World } from './world.js';

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});
afterEach(() => policy({}));

const DAY = 86_400;
const policy = (limits: Partial<MachinePolicy>) =>
  world.database.inTenant(world.tenantId, (tx) => replacePolicy(tx, { ...DEFAULT_POLICY, ...limits }));
const asBen = () =>
  aPersonContext(world.tenantId, world.ben, { actors: [{ kind: 'PERSON', id: world.ben, label: 'Ben' }] });
const asItsMachine = (its = machine) =>
  aMachineContext(world.tenantId, its, {
    limits: ['credentials.credential.approve', 'credentials.credential.issue', 'billing.invoice.send'],
  });
const statusOf = async (secret: string) => (await world.exchange(secret)).status;

const ref = (mutation: string, type: string) =>
  `mutation($input: ${type}!) { it: ${mutation}(input: $input) { credential { id state version ceiling allowedRuntimes { id } } errors { __typename code path } } }`;

interface Changed {
  readonly credential: { readonly state: string; readonly version: number } | null;
  readonly errors: readonly { readonly code: string }[];
}
async function run(mutation: string, type: string, input: object, as?: ReturnType<typeof asBen>): Promise<Changed> {
  const { data, errors } = await world.run(
    ref(mutation, type),
    { input: { idempotencyKey: randomUUID(), ...input } },
    as,
  );
  expect(errors).toEqual([]);
  return data?.['it'] as Changed; // as the query asks
}
const approve = (id: string, as?: ReturnType<typeof asBen>, expectedVersion = 1) =>
  run('approveCredential', 'CredentialRefInput', { id, expectedVersion }, as);
const narrow = (id: string, ceiling: readonly string[], expectedVersion = 1) =>
  run('narrowCeiling', 'NarrowCeilingInput', { id, ceiling, expectedVersion });
const bind = (id: string, runtimeIds: readonly string[], expectedVersion = 1) =>
  run('bindRuntimes', 'BindRuntimesInput', { id, runtimeIds, expectedVersion });

describe('a credential that needs two people', () => {
  const TWO = { ceiling: ['billing.invoice.send'] };
  const FEDERATION = {
    ...{ issuer: 'https://ci.example', audience: 'us', subjectPattern: 'repo:acme/*', jwksUri: 'https://ci.example/k' },
  };
  const newPublicJwk = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  /** The id of what the machine has asked for, itself. */
  const askAs = async (its: string): Promise<string> => {
    const { data } = await world.run(ISSUE, { input: issue(machine, TWO) }, asItsMachine(its));
    return (data?.['issueCredential'] as { credential: { id: string } }).credential.id; // as the query asks
  };

  test('is shown to who asks, and not accepted before somebody else has approved it', async () => {
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    const { id, secret } = await issueKey(world, machine, TWO);
    expect([await statusOf(secret), (await seen(world, id)).state]).toEqual([401, 'PENDING_APPROVAL']);
    expect((await approve(id)).errors).toMatchObject([{ code: 'credentials.self_approval', path: ['id'] }]);
    expect((await approve(id, asBen(), 7)).errors).toMatchObject([{ __typename: 'VersionConflict' }]);
    expect((await begin(world, id)).errors).toMatchObject([{ code: 'credentials.pending_approval' }]);
    expect((await approve(id, asBen())).credential).toMatchObject({ state: 'STAGED', version: 2 });
    expect(await statusOf(secret)).toBe(200);
    expect((await approve(id, asBen(), 3)).errors).toMatchObject([{ code: 'credentials.not_pending_approval' }]);
  });

  test('is approved as it was read: bound otherwise meanwhile, it must be read again', async () => {
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    const here = await registerRuntime(world);
    const { id } = await issueKey(world, machine, { ...TWO, runtimeIds: [here] });
    expect((await bind(id, [])).credential).toMatchObject({ state: 'PENDING_APPROVAL', allowedRuntimes: [] });
    expect((await approve(id, asBen())).errors).toMatchObject([{ __typename: 'VersionConflict' }]);
    expect((await bind(id, [here], 2)).credential).toMatchObject({ allowedRuntimes: [{ id: here }] });
    expect((await approve(id, asBen(), 3)).credential).toMatchObject({ state: 'STAGED', version: 4 });
  });

  test('is bound to less by one alone, and to more by nobody, whatever the policy says since', async () => {
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    const [here, there] = [await registerRuntime(world), await registerRuntime(world)];
    const { id } = await issueKey(world, machine, TWO);
    await approve(id, asBen());
    const refused = (path: readonly string[]) => [{ code: 'credentials.binding_widened', path }];
    expect((await bind(id, [here, there], 2)).credential).toMatchObject({ version: 3 });
    expect((await bind(id, [here], 3)).credential).toMatchObject({ allowedRuntimes: [{ id: here }] });
    expect((await bind(id, [here, there], 4)).errors).toMatchObject(refused(['runtimeIds', '1']));
    await policy({});
    expect((await bind(id, [], 4)).errors).toMatchObject(refused(['runtimeIds']));
    expect((await bind(id, [here], 4)).credential).toMatchObject({ version: 5 });
  });

  test('is not needed where the ceiling holds none of the actions', async () => {
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    const { secret } = await issueKey(world, machine);
    expect(await statusOf(secret)).toBe(200);
  });

  test('is not approved by any machine, nor by the steward of a machine that asked', async () => {
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    const { id } = await issueKey(world, machine, TWO);
    const anothers = await activeMachine(world, { stewardIds: [world.ben] });
    for (const as of [asItsMachine(), asItsMachine(anothers)])
      expect((await approve(id, as)).errors).toMatchObject([
        { code: 'credentials.approver_not_a_person', path: ['id'] },
      ]);
    const asked = await askAs(machine);
    expect((await approve(asked)).errors).toMatchObject([{ code: 'credentials.self_approval' }]);
    expect((await approve(asked, asBen())).credential).toMatchObject({ state: 'STAGED' });
  });

  test('is not approved by the steward of a machine that has seen a secret of the machine that asked', async () => {
    const behind = await activeMachine(world, { stewardIds: [world.ben] });
    const own = await activeMachine(world);
    const { id: key } = await issueKey(world, own);
    const actor = { kind: 'MACHINE', id: behind, label: 'It' } as const;
    const knower = { actor, saw: world.now, how: 'issueCredential' };
    await world.database.inTenant(world.tenantId, (tx) => insertKnower(tx, key, 1, knower));
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    expect((await approve(await askAs(own), asBen())).errors).toMatchObject([{ code: 'credentials.self_approval' }]);
  });

  test.each([
    ['whose key pair they brought', 'PRIVATE_KEY_JWT', () => ({ publicJwk: newPublicJwk() })],
    ['whose issuer they named', 'FEDERATED_OIDC', () => ({ federation: FEDERATION })],
  ])('is not approved by whoever asked through a machine %s', async (_, kind, proof) => {
    const puppet = await activeMachine(world, { stewardIds: [world.ben] });
    await issueKey(world, puppet, { kind, ...proof() });
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    expect((await approve(await askAs(puppet))).errors).toMatchObject([{ code: 'credentials.self_approval' }]);
  });

  test('is not approved by whoever asked through a machine whose key pair they replaced by theirs', async () => {
    const puppet = await activeMachine(world, { stewardIds: [world.ben] });
    const key = { kind: 'PRIVATE_KEY_JWT', publicJwk: newPublicJwk() };
    const issued = await change(world, ISSUE, issue(puppet, key), world.ben);
    const { id } = issued['credential'] as { id: string };
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    expect((await approve(await askAs(puppet))).errors).toEqual([]);
    await begin(world, id, { publicJwk: newPublicJwk() });
    expect((await approve(await askAs(puppet))).errors).toMatchObject([{ code: 'credentials.self_approval' }]);
  });

  test('is approved only by who holds every action of it', async () => {
    await policy({ fourEyesActions: ['billing.invoice.send'] });
    const { id } = await issueKey(world, machine, TWO);
    world.access.denied = new Set(['billing.invoice.send']);
    const refused = await approve(id, asBen());
    world.access.denied = new Set();
    expect(refused.errors).toMatchObject([{ __typename: 'NotPermitted' }]);
  });
});

describe('a ceiling', () => {
  const BOTH = { ceiling: ['billing.invoice.read', 'billing.invoice.send'] };

  test('is narrowed, and never widened again', async () => {
    const { id, secret } = await issueKey(world, machine, BOTH);
    expect((await narrow(id, ['billing.invoice.read'])).credential).toMatchObject({
      ceiling: ['billing.invoice.read'],
    });
    expect((await world.exchange(secret)).claims?.['tctx']).toMatchObject({ limits: 'billing.invoice.read' });
    expect((await narrow(id, BOTH.ceiling, 3)).errors).toMatchObject([
      { code: 'credentials.ceiling_widened', path: ['ceiling', '1'] },
    ]);
  });

  test('keeps at least one action, and is changed by a narrowing', async () => {
    const { id } = await issueKey(world, machine);
    for (const ceiling of [[], ['billing.invoice.read']])
      expect((await narrow(id, ceiling)).errors).toMatchObject([
        { code: 'credentials.invalid_input', path: ['ceiling'] },
      ]);
    expect((await narrow(id, [], 2)).errors).toMatchObject([{ __typename: 'VersionConflict' }]);
  });
});

describe('a binding', () => {
  test('decides from where a credential is taken, from the next exchange on', async () => {
    const { id, secret } = await issueKey(world, machine);
    const runtime = await registerRuntime(world);
    expect((await bind(id, [runtime])).credential).toMatchObject({ allowedRuntimes: [{ id: runtime }] });
    expect(await statusOf(secret)).toBe(401);
    expect((await world.exchange(secret, { client_address: '203.0.113.9' })).status).toBe(200);
    const test = await registerRuntime(world, { environment: 'test' });
    const { version } = await seen(world, id);
    expect((await bind(id, [test], version)).errors).toMatchObject([
      { code: 'credentials.runtime_environment', path: ['runtimeIds', '0'] },
    ]);
    expect((await bind(id, [randomUUID()], version)).errors).toMatchObject([{ code: 'credentials.not_found' }]);
  });
});

describe('a credential that nobody uses', () => {
  test('falls asleep after the tenant’s limit, counted from its last use, and wakes with a new secret only', async () => {
    await policy({ dormantAfterDays: 10 });
    const { id, secret: old } = await issueKey(world, machine, { expiresInDays: 90 });
    for (let day = 0; day < 9; day += 1) await aDay();
    expect(await statusOf(old)).toBe(200);
    for (let day = 0; day < 9; day += 1) await aDay();
    expect((await seen(world, id)).state).toBe('ACTIVE');
    await aDay();
    expect((await seen(world, id)).state).toBe('DORMANT');
    expect(await statusOf(old)).toBe(401);
    const woken = await begin(world, id, { overlapHours: 100 });
    expect(woken['rotation']).toMatchObject({ state: 'COMPLETED' });
    expect([await statusOf(old), await statusOf(String(woken['secret']))]).toEqual([401, 200]);
    for (let day = 0; day < 11; day += 1) await aDay();
    expect((await seen(world, id)).state).toBe('DORMANT');
  });

  const aDay = async () => {
    later(world, DAY);
    await tick(world);
  };
});
