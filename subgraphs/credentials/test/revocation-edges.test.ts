import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { activeMachine, change, issueKey } from './machines.js';
import { begin, seen } from './rotation-steps.js';
import { openWorld, type World } from './world.js';

const FEDERATION = {
  issuer: 'https://k8s.example',
  audience: 'bailiwick',
  subjectPattern: 'system:serviceaccount:prod:sync',
  jwksUri: 'https://k8s.example/keys',
};
const ERRORS = 'errors { code path message }';

let world: World;
let machine: string;
beforeEach(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const revoke = (scope: string, targetId: string) =>
  change(world, `mutation($input: RevokeInput!) { revoke(input: $input) { revocation { id } ${ERRORS} } }`, {
    ...{ scope, targetId, reason: 'POLICY', note: 'It has to end.', idempotencyKey: randomUUID() },
  });
const bulk = (mutation: 'bulkRevoke' | 'bulkRotate', filter: object, dryRun = false) =>
  change(
    world,
    `mutation($input: B${mutation.slice(1)}Input!) { ${mutation}(input: $input) { matched changed sample { id } ${ERRORS} } }`,
    {
      ...{ filter, dryRun, idempotencyKey: randomUUID() },
      ...(mutation === 'bulkRevoke' ? { reason: 'CEASED', note: 'The project ended.' } : { overlapHours: 0 }),
    },
  );
const statusOf = async (secret: string) => (await world.exchange(secret)).status;

describe('a bulk filter', () => {
  test.each([
    { knownTo: '' },
    { createdBy: ' ' },
    { text: '' },
    { unusedForDays: -1 },
    { unusedForDays: 99_999_999 },
    { state: [] },
    { kind: [] },
  ])('%j is refused by its name: passed over, it would mean everything', async (filter) => {
    const { id } = await issueKey(world, machine);
    const refused = await bulk('bulkRevoke', filter);
    expect(refused.errors).toMatchObject([{ path: ['filter', Object.keys(filter)[0]] }]);
    expect((await seen(world, id)).state).toBe('STAGED');
  });

  test.each([
    ['prod', ['prod-export']],
    ['export PROD', ['prod-export']],
    ['bwk_live_', []],
    ['export', ['prod-export', 'nonprod-export']],
  ])('with the text %j reaches what the list shows for it', async (text, names) => {
    const made = new Map<string, string>();
    for (const name of ['prod-export', 'nonprod-export', 'reproduce'])
      made.set((await issueKey(world, machine, { name })).id, name);
    const { data } = await world.run(`{ credentials(filter: { text: "${text}" }) { edges { node { id } } } }`);
    const { edges } = data?.['credentials'] as { edges: { node: { id: string } }[] };
    const listed = edges.map(({ node }) => made.get(node.id)).sort();
    const { sample } = (await bulk('bulkRevoke', { text }, true)) as { sample?: { id: string }[] };
    expect((sample ?? []).map(({ id }) => made.get(id)).sort()).toEqual(listed);
    expect(listed).toEqual([...names].sort());
  });
});

describe('what has no secret of ours', () => {
  test('is not among those that a rotation of many names or changes, and none of its versions is revoked', async () => {
    const federated = await issueKey(world, machine, { kind: 'FEDERATED_OIDC', federation: FEDERATION });
    await issueKey(world, machine);
    const filter = { machineIdentityId: machine };
    const foreseen = await bulk('bulkRotate', filter, true);
    expect(JSON.stringify(foreseen['sample'])).not.toContain(federated.id);
    expect(foreseen).toMatchObject({ matched: 1, changed: 0 });
    expect(await bulk('bulkRotate', filter)).toMatchObject({ matched: 1, changed: 1, errors: [] });
    expect((await revoke('VERSION', `${federated.id}:1`)).errors).toMatchObject([{ path: ['targetId'] }]);
    expect((await seen(world, federated.id)).versions).toMatchObject([{ number: 1, state: 'STAGED' }]);
  });
});

describe('a key pair', () => {
  test('is rotated to a new one only: the old one may be what leaked', async () => {
    const publicJwk = async () => exportJWK((await generateKeyPair('ES256')).publicKey);
    const first = await publicJwk();
    const { id } = await issueKey(world, machine, { kind: 'PRIVATE_KEY_JWT', publicJwk: first });
    expect((await begin(world, id, { publicJwk: first })).errors).toMatchObject([{ path: ['publicJwk'] }]);
    expect((await begin(world, id, { publicJwk: await publicJwk() })).errors).toEqual([]);
  });
});

describe('revoking', () => {
  test('one version of two that both end soon leaves the other its time', async () => {
    const { id, secret } = await issueKey(world, machine);
    const next = String((await begin(world, id))['secret']);
    const many = 'mutation($input: BulkRotateInput!) { bulkRotate(input: $input) { changed errors { code } } }';
    const filter = { machineIdentityId: machine };
    await change(world, many, { filter, overlapHours: 5, dryRun: false, idempotencyKey: randomUUID() });
    expect([await statusOf(secret), await statusOf(next)]).toEqual([200, 200]);
    await revoke('VERSION', `${id}:1`);
    expect([await statusOf(secret), await statusOf(next)]).toEqual([401, 200]);
  });

  test('an owner stops its machines also where they have no credential yet', async () => {
    const bare = await activeMachine(world, { owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' } });
    const owner = `{ machineIdentity(id: "${bare}") { state } }`;
    expect((await revoke('OWNER', 'EXTERNAL_INTEGRATION:hubspot')).errors).toEqual([]);
    expect((await world.run(owner)).data?.['machineIdentity']).toEqual({ state: 'SUSPENDED' });
  });
});
