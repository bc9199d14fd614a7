import { Unavailable } from '@bailiwick/subgraph-host';
import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, declareMachine, issueKey, registerRuntime } from './machines.js';
import { memberFact, openWorld, type World } from './world.js';

let world: World;
let machine: string;
let key: { readonly id: string; readonly secret: string };
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
  key = await issueKey(world, machine);
});

interface Decided {
  readonly id: string;
  readonly effect: string;
  readonly reason: { readonly code: string };
  readonly chain: readonly {
    readonly link: string;
    readonly verdict: string;
    readonly reason: { readonly code: string; readonly message: string };
    readonly decidedBy: string;
    readonly evidence: readonly string[];
  }[];
  readonly [field: string]: unknown;
}
const FIELDS = `id at effect reason { code } chain { link verdict reason { code message remedy { label } } decidedBy evidence } trust { level cappedBy { name } raiseBy } requiredTrust
  machineIdentity { id } credential { id } actingTenant { id slug } action actors { kind id } viewEpoch simulated requestId`;

async function decide(input: Record<string, unknown>, of: World = world): Promise<Decided | null> {
  const { data, errors } = await of.run(
    `query($input: DecideTrustInput!) { decideTrust(input: $input) { ${FIELDS} } }`,
    {
      input: { actingTenantId: of.tenantId, action: 'billing.invoice.read', ...input },
    },
  );
  expect(errors).toEqual([]);
  return (data?.['decideTrust'] ?? null) as Decided | null;
}

describe('deciding trust', () => {
  test('answers every link in order, and asks access as the machine itself, within its limits', async () => {
    world.access.contexts.length = 0;
    const decision = await decide({ credentialId: key.id });
    expect(decision).toMatchObject({
      effect: 'ALLOW',
      reason: { code: 'credentials.trusted' },
      simulated: true,
      machineIdentity: { id: machine },
      credential: { id: key.id },
      actingTenant: { id: world.tenantId },
      trust: { level: 'T1_BEARER' },
    });
    expect(decision?.chain.map(({ link, decidedBy }) => `${link} ${decidedBy}`)).toEqual([
      'AUTHENTICITY CREDENTIALS',
      'LIVENESS CREDENTIALS',
      'RESPONSIBILITY CREDENTIALS',
      'OWNER CREDENTIALS',
      'TENANT_BOUNDARY CREDENTIALS',
      'RUNTIME CREDENTIALS',
      'DELEGATION CREDENTIALS',
      'TRUST_LEVEL CREDENTIALS',
      'PERMISSIONS ACCESS',
    ]);
    const asked = world.access.contexts.find(({ subject }) => subject === `machine:${machine}`);
    expect(asked).toMatchObject({
      principal: { kind: 'MACHINE', id: machine },
      tenantId: world.tenantId,
      limits: ['billing.invoice.read'],
      scope: null,
    });
  });

  test('takes the newest usable credential when only the machine is named, and says so when there is none', async () => {
    world.now = new Date(world.now.getTime() + 1000);
    const fresh = await issueKey(world, machine);
    expect(await decide({ machineIdentityId: machine })).toMatchObject({ credential: { id: fresh.id } });
    expect(await decide({ machineIdentityId: await declareMachine(world) })).toMatchObject({
      effect: 'DENY',
      reason: { code: 'credentials.credential_unknown' },
      credential: null,
    });
  });

  test('carries access’s own reason, and allows nothing while access is down', async () => {
    world.access.denied.add('billing.invoice.read');
    const denied = await decide({ credentialId: key.id });
    world.access.denied.clear();
    expect(denied).toMatchObject({ effect: 'DENY', reason: { code: 'access.no_grant' } });
    world.access.down = true;
    const { data, errors } = await world.run(
      `{ decideTrust(input: { credentialId: "${key.id}", actingTenantId: "${world.tenantId}", action: "billing.invoice.read" }) { id } }`,
    );
    world.access.down = false;
    expect([data?.['decideTrust'], errors[0]?.extensions?.['code']]).toEqual([null, 'UNAVAILABLE']);
  });

  test('says that permissions could not be asked when access goes down in between', async () => {
    const { ask } = world.access;
    world.access.ask = (context, requestId, checks) =>
      checks.some(({ action }) => action === 'billing.invoice.read')
        ? Promise.reject(new Unavailable('Access'))
        : ask(context, requestId, checks);
    const decision = await decide({ credentialId: key.id });
    world.access.ask = ask;
    expect(decision).toMatchObject({ effect: 'DENY', reason: { code: 'credentials.permissions_unavailable' } });
  });

  test('shows billing’s word beside access’s', async () => {
    const own = await openWorld();
    const reason = {
      code: 'billing.feature_not_in_plan',
      owner: 'BILLING',
      message: 'Not in the plan.',
      since: null,
      remedy: null,
    };
    await own.hear('billing.entitlements.changed', own.tenantId, {
      features: { integrations: { enabled: false, reason } },
      version: 1,
    });
    await own.hear('billing.readiness.changed', own.tenantId, {
      ready: true,
      state: 'ACTIVE',
      reason: { ...reason, code: 'billing.active' },
      nextTransition: null,
      version: 1,
    });
    const issued = await issueKey(own, await activeMachine(own));
    const permissions = (await decide({ credentialId: issued.id }, own))?.chain.at(-1);
    expect(permissions?.evidence).toEqual(
      expect.arrayContaining([
        'feature integrations is off: billing.feature_not_in_plan',
        'billing is ready: billing.active',
      ]),
    );
  });

  test('assumes a runtime or an address, and decides for another time', async () => {
    const runtime = await registerRuntime(world);
    const bound = await issueKey(world, machine, { runtimeIds: [runtime] });
    expect(await decide({ credentialId: bound.id })).toMatchObject({
      reason: { code: 'credentials.runtime_not_bound' },
    });
    expect(await decide({ credentialId: bound.id, runtimeId: runtime })).toMatchObject({ effect: 'ALLOW' });
    expect(await decide({ credentialId: bound.id, address: '203.0.113.9' })).toMatchObject({ effect: 'ALLOW' });
    expect(await decide({ credentialId: key.id, at: '2027-11-21T12:00:00Z' })).toMatchObject({
      reason: { code: 'credentials.expired' },
    });
  });

  test('names all that is wrong, not only the first', async () => {
    const decision = await decide({ credentialId: key.id, action: 'billing.plan.change', at: '2027-11-21T12:00:00Z' });
    expect(decision?.chain.filter(({ verdict }) => verdict === 'FAIL').map(({ link }) => link)).toEqual([
      'LIVENESS',
      'RESPONSIBILITY',
    ]);
  });

  test('writes a decision and nothing else: no use, no last use', async () => {
    const quiet = await issueKey(world, machine);
    const decision = await decide({ credentialId: quiet.id });
    const { data } = await world.run(
      `{ credential(id: "${quiet.id}") { state uses lastUsed { at } } trustDecision(id: "${decision?.id ?? ''}") { ${FIELDS} } }`,
    );
    expect(data?.['credential']).toEqual({ state: 'STAGED', uses: '0', lastUsed: null });
    expect(data?.['trustDecision']).toEqual(decision);
  });

  test('turns to ALLOW when the remedy is carried out', async () => {
    await world.hear(
      'identity.membership.changed',
      world.ana,
      memberFact(world.ana, { state: 'SUSPENDED', version: 5 }),
    );
    expect(await decide({ credentialId: key.id })).toMatchObject({
      effect: 'DENY',
      reason: { code: 'credentials.steward_missing' },
    });
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { version: 6 }));
    expect(await decide({ credentialId: key.id })).toMatchObject({ effect: 'ALLOW' });
  });
});

describe('deciding trust for another tenant', () => {
  test('answers the same whether that tenant exists or not, and never asks access there', async () => {
    const other = await openWorld();
    world.access.contexts.length = 0;
    const there = await decide({ credentialId: key.id, actingTenantId: other.tenantId });
    const nowhere = await decide({ credentialId: key.id, actingTenantId: 'a0000000-0000-4000-8000-00000000dead' });
    expect(there).toMatchObject({
      effect: 'DENY',
      reason: { code: 'credentials.not_home_tenant' },
      actingTenant: null,
    });
    const comparable = (decision: Decided | null) => ({ ...decision, id: '', requestId: '' });
    expect(comparable(there)).toEqual(comparable(nowhere));
    expect(world.access.contexts.every(({ tenantId }) => tenantId === world.tenantId)).toBe(true);
  });

  test('answers another tenant’s machine as a missing one', async () => {
    const other = await openWorld();
    const foreign = await issueKey(other, await activeMachine(other));
    expect(await decide({ credentialId: foreign.id })).toBeNull();
    expect(await decide({ credentialId: 'a0000000-0000-4000-8000-00000000dead' })).toBeNull();
    expect(await decide({})).toBeNull();
    expect(await decide({ credentialId: key.id, machineIdentityId: await activeMachine(world) })).toBeNull();
  });
});
