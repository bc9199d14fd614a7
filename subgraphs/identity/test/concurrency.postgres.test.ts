import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertInvitation } from '../src/store/invitation.js';
import { newInvitationToken } from '../src/resolvers/invitation-token.js';
import { anInvitation, aSetup } from './builders.js';
import { eventsOf, keepMember, keepTenant } from './database.js';
import { asPerson, asStranger, call, openGraph, type TestGraph } from './graph.js';

const MANY = 20;

let graph: TestGraph;
beforeAll(async () => {
  graph = await openGraph();
});
afterAll(() => graph.database.close());

interface Answer {
  readonly errors: readonly { readonly code: string }[];
}

async function together(
  mutation: string,
  fields: string,
  calls: readonly { readonly as: Parameters<TestGraph['domain']['execute']>[0]; readonly input: object }[],
) {
  const { query, variables } = call(mutation, fields);
  const answers = await Promise.all(
    calls.map(async ({ as, input }) => {
      const { data, errors } = await graph.domain.execute(as, query, variables(input));
      expect(errors).toEqual([]);
      return (data?.[mutation] as Answer).errors[0]?.code ?? 'done';
    }),
  );
  return Object.fromEntries(
    [...new Set(answers)].map((code) => [code, answers.filter((each) => each === code).length]),
  );
}

describe('many at once', () => {
  test('with one invitation let one in', async () => {
    const tenant = await keepTenant(graph.database);
    const token = newInvitationToken();
    await graph.database.inTenant(tenant.id, (tx) => insertInvitation(tx, anInvitation({ id: randomUUID() }), token));
    const calls = Array.from({ length: MANY }, () => ({ as: asStranger(randomUUID()), input: { token } }));
    expect(await together('acceptInvitation', 'personId', calls)).toEqual({
      done: 1,
      'identity.invitation_used': MANY - 1,
    });
  });

  test('by one subject, with an invitation each, make one person', async () => {
    const tenant = await keepTenant(graph.database);
    const tokens = Array.from({ length: MANY }, newInvitationToken);
    await graph.database.inTenant(tenant.id, async (tx) => {
      for (const [n, token] of tokens.entries())
        await insertInvitation(tx, anInvitation({ id: randomUUID(), email: `${n}@acme.example` }), token);
    });
    const as = asStranger(randomUUID());
    const outcome = await together(
      'acceptInvitation',
      'personId',
      tokens.map((token) => ({ as, input: { token } })),
    );
    expect(outcome).toEqual({ done: 1, 'identity.already_member': MANY - 1 });
    const people = await graph.database.inTenant(tenant.id, (tx) => tx.selectFrom('person').select('id').execute());
    expect(people).toHaveLength(1);
  });

  test('changing one membership on one version change it once', async () => {
    const tenant = await keepTenant(graph.database);
    const { membership } = await keepMember(graph.database, tenant.id);
    const input = { membershipId: membership.id, reason: 'on leave', expectedVersion: 1 };
    const calls = Array.from({ length: MANY }, () => ({ as: asPerson(tenant.id, randomUUID()), input }));
    expect(await together('suspendMember', 'membership { id }', calls)).toEqual({
      done: 1,
      'identity.version_conflict': MANY - 1,
    });
    expect(await eventsOf(graph.database, tenant.id)).toHaveLength(2);
  });

  test('completing the last two steps make the tenant active, once', async () => {
    const tenant = await keepTenant(graph.database, {
      state: 'PROVISIONING',
      activatedAt: null,
      setup: aSetup(['connect_identity_provider']),
    });
    const calls = ['accept_terms', 'verify_organization'].map((key) => ({
      as: asPerson(tenant.id, randomUUID()),
      input: { key },
    }));
    expect(await together('completeSetupStep', 'tenant { id }', calls)).toEqual({ done: 2 });
    const told = await eventsOf(graph.database, tenant.id);
    expect(told.map(({ type, data }) => [type, data['ready'] ?? data['state'], data['version']])).toEqual([
      ['identity.platform_setup.changed', false, 3],
      ['identity.platform_setup.changed', true, 4],
      ['identity.tenant.changed', 'ACTIVE', 2],
    ]);
  });

  test('creating a tenant with one slug create one', async () => {
    const platform = await keepTenant(graph.database, { kind: 'PLATFORM' });
    const input = { slug: `s-${randomUUID().slice(-12)}`, name: 'Initech', ownerEmail: 'peter@initech.example' };
    const calls = Array.from({ length: MANY }, () => ({ as: asPerson(platform.id, randomUUID()), input }));
    expect(await together('createTenant', 'tenantRef { id }', calls)).toEqual({
      done: 1,
      'identity.slug_taken': MANY - 1,
    });
  });

  test('connecting one provider connect it once', async () => {
    const tenant = await keepTenant(graph.database, { connection: null });
    const input = { issuer: 'https://login.acme.example', audience: 'a', jwksUri: 'https://login.acme.example/jwks' };
    const calls = Array.from({ length: MANY }, () => ({ as: asPerson(tenant.id, randomUUID()), input }));
    const outcome = await together('connectIdentityProvider', 'identityProvider { id }', calls);
    expect(outcome).toEqual({ done: 1, 'identity.provider_already_connected': MANY - 1 });
  });
});
