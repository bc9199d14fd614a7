import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { describe, expect, test } from 'vitest';
import { seedMachines } from '../src/index.js';
import { memberFact, openWorld, type World } from './world.js';

const plan = (world: World): DemoPlan => {
  const integration = randomUUID();
  const machine = {
    tenant: world.tenantId,
    statement: 'Helps.',
    actions: ['billing.account.read', 'platform.use'],
    steward: world.ana,
  };
  return {
    tenants: [
      {
        id: world.tenantId,
        slug: 'acme',
        name: 'Acme',
        kind: 'CUSTOMER',
        plan: 'business',
        billing: 'ACTIVE',
        setUp: true,
      },
    ],
    people: [
      {
        id: world.ana,
        displayName: 'Ana',
        email: 'ana@acme.example',
        memberships: [{ id: randomUUID(), tenant: world.tenantId, role: 'owner', duty: null }],
      },
    ],
    machines: [
      {
        ...machine,
        credentialId: randomUUID(),
        id: randomUUID(),
        name: 'invoice-sync',
        owner: { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'billing-operations' },
      },
      {
        ...machine,
        credentialId: randomUUID(),
        id: integration,
        name: 'crm-bridge',
        owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot', duty: null },
      },
      {
        ...machine,
        credentialId: randomUUID(),
        id: randomUUID(),
        name: 'inbox-agent',
        owner: { kind: 'AUTONOMOUS_AGENT', ref: integration, duty: null },
      },
    ],
    issuer: { issuer: 'urn:bailiwick:dev', audience: 'bailiwick', jwksUri: 'http://127.0.0.1/jwks' },
  };
};

describe('the demo’s machines', () => {
  test('each come with a key that works as soon as identity has spoken', async () => {
    const world = await openWorld();
    const seeded = await seedMachines(world.database, plan(world), world.now, world.peppers);
    expect(seeded.map(({ name }) => name)).toEqual(['invoice-sync', 'crm-bridge', 'inbox-agent']);
    for (const { secret, machineId } of seeded) {
      const { status, claims } = await world.exchange(secret);
      expect([status, claims?.['sub']]).toEqual([200, `machine:${machineId}`]);
    }
  });

  test('answer their questions, and an agent’s call ends in a person', async () => {
    const world = await openWorld();
    const seeded = await seedMachines(world.database, plan(world), world.now, world.peppers);
    const agent = seeded.at(-1);
    const { claims } = await world.exchange(agent?.secret ?? '');
    expect(claims?.['tctx']).toMatchObject({
      actors: [
        { kind: 'MACHINE', label: 'inbox-agent' },
        { kind: 'MACHINE', label: 'crm-bridge' },
        { kind: 'PERSON', id: world.ana },
      ],
    });
    const { data } = await world.run(
      `{ machineIdentity(id: "${agent?.machineId ?? ''}") { state ownershipChain { kind standing { code } } credentials { answers { whoOwnsIt { text } } } } }`,
    );
    expect(data?.['machineIdentity']).toMatchObject({
      state: 'ACTIVE',
      ownershipChain: [{ kind: 'AUTONOMOUS_AGENT' }, { kind: 'EXTERNAL_INTEGRATION' }, { kind: 'TENANT' }],
    });
  });

  test('are refused to a pepper that is not there, and before identity has spoken', async () => {
    const world = await openWorld();
    await expect(seedMachines(world.database, plan(world), world.now, [])).rejects.toThrow('pepper');
    const strange = { kid: 'other', key: createSecretKey(randomBytes(32)), signFrom: new Date(0), acceptUntil: null };
    const [first] = await seedMachines(world.database, plan(world), world.now, [strange]);
    expect((await world.exchange(first?.secret ?? '')).status).toBe(401);
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { version: 2 }));
  });
});
