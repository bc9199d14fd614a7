import { randomUUID } from 'node:crypto';
import { allowOnly } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { aSetup, anInvitation, NOON } from '../../test/builders.js';
import { CONNECTION, keepMember, keepTenant } from '../../test/database.js';
import { asPerson, openGraph, type TestGraph } from '../../test/graph.js';
import { readiness } from '../domain/setup.js';
import { insertInvitation } from '../store/invitation.js';

let graph: TestGraph;
beforeAll(async () => {
  graph = await openGraph();
});

const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename
  ... on Tenant { id slug } ... on Person { id displayName } ... on Membership { id state person { id email } tenant { id } }
  ... on Invitation { id invitationState: state } ... on IdentityProvider { id issuer }
  ... on UsersSection { id attention { level reason { code } } pendingInvitations }
  ... on OrganizationSection { id attention { level reason { code } } }
  ... on PlatformSetupSection { id attention { level reason { code } } setup { ready } }
} }`;

describe('the tenant of the signed context', () => {
  test('shows what it is and how its set-up stands', async () => {
    const tenant = await keepTenant(graph.database, {
      setup: aSetup(['accept_terms']),
      state: 'SUSPENDED',
      stateNote: 'unpaid',
    });
    const { data, errors } = await graph.domain.execute(
      asPerson(tenant.id, randomUUID()),
      `{ tenant { id slug name kind state version stateReason { code message }
         platformSetup { ready version asOf reason { code message } steps { key required done byHand doneAt doneBy { label } } }
         identityProviders { issuer audience jwksUri connectedAt } } }`,
    );
    expect(errors).toEqual([]);
    const { code, message } = readiness(aSetup(['accept_terms'])).reason;
    expect(data?.['tenant']).toMatchObject({
      ...{ id: tenant.id, slug: tenant.slug, name: 'Acme', kind: 'CUSTOMER', state: 'SUSPENDED', version: 1 },
      stateReason: { code: 'identity.tenant_suspended', message: 'The tenant is suspended: unpaid' },
      platformSetup: { ready: false, version: 2, asOf: NOON.toISOString(), reason: { code, message } },
      identityProviders: [{ ...CONNECTION, connectedAt: NOON.toISOString() }],
    });
    const steps = (data?.['tenant'] as { platformSetup: { steps: object[] } }).platformSetup.steps;
    expect(steps).toMatchObject([
      { key: 'connect_identity_provider', required: true, done: false, byHand: false, doneAt: null, doneBy: null },
      {
        key: 'accept_terms',
        required: true,
        done: true,
        byHand: true,
        doneAt: NOON.toISOString(),
        doneBy: { label: 'Ana' },
      },
      { key: 'verify_organization', done: false },
      { key: 'invite_administrator', required: false, done: false, byHand: false },
    ]);
  });

  test('shows its name to every member, and the rest only to whom access permits it', async () => {
    const closed = await openGraph(allowOnly());
    const tenant = await keepTenant(closed.database);
    const query = '{ tenant { name platformSetup { ready } identityProviders { id } members { totalCount } } }';
    const { data, errors } = await closed.domain.execute(asPerson(tenant.id, randomUUID()), query);
    expect(data?.['tenant']).toEqual({ name: 'Acme', platformSetup: null, identityProviders: null, members: null });
    expect(errors.map(({ path, extensions }) => [path?.[1], extensions?.['code']]).toSorted()).toEqual([
      ['identityProviders', 'NOT_PERMITTED'],
      ['members', 'NOT_PERMITTED'],
      ['platformSetup', 'NOT_PERMITTED'],
    ]);
    const asked = closed.access.asked.map(({ action }) => action).toSorted();
    expect(asked).toEqual(['identity.member.read', 'identity.setup.read', 'identity.tenant.read']);
  });
});

describe('a reference to something of this tenant', () => {
  test('resolves to it', async () => {
    const tenant = await keepTenant(graph.database, { setup: aSetup(['accept_terms']) });
    const { personId, membership } = await keepMember(graph.database, tenant.id);
    const invitation = anInvitation({ id: randomUUID(), expiresAt: NOON });
    await graph.database.inTenant(tenant.id, (tx) => insertInvitation(tx, invitation, randomUUID()));
    const of = [
      { __typename: 'Tenant', id: tenant.id },
      { __typename: 'Person', id: personId },
      { __typename: 'Membership', id: membership.id },
      { __typename: 'Invitation', id: invitation.id },
      { __typename: 'UsersSection', id: `${tenant.id}:USERS` },
      { __typename: 'OrganizationSection', id: `${tenant.id}:ORGANIZATION` },
      { __typename: 'PlatformSetupSection', id: `${tenant.id}:PLATFORM_SETUP` },
    ];
    const { data, errors } = await graph.domain.execute(asPerson(tenant.id, randomUUID()), entities, { of });
    expect(errors).toEqual([]);
    expect(data?.['_entities']).toMatchObject([
      { slug: tenant.slug },
      { displayName: 'Ana' },
      { state: 'ACTIVE', person: { id: personId, email: 'ana@acme.example' }, tenant: { id: tenant.id } },
      { invitationState: 'EXPIRED' },
      { attention: { level: 'NONE', reason: null }, pendingInvitations: 0 },
      { attention: { level: 'WARNING', reason: { code: 'identity.organization_unverified' } } },
      { attention: { level: 'BLOCKING', reason: { code: 'identity.setup_incomplete' } }, setup: { ready: false } },
    ]);
  });
});

describe('a reference to something of another tenant', () => {
  test('answers exactly as one to nothing at all', async () => {
    const theirs = await keepTenant(graph.database);
    const { personId, membership } = await keepMember(graph.database, theirs.id);
    const invitation = anInvitation({ id: randomUUID() });
    await graph.database.inTenant(theirs.id, (tx) => insertInvitation(tx, invitation, randomUUID()));
    const provider = await graph.database.inTenant(theirs.id, (tx) =>
      tx.selectFrom('identity_provider').select('id').executeTakeFirstOrThrow(),
    );
    const ours = await keepTenant(graph.database);
    const ask = (id: (kind: string) => string) => {
      const kinds = [
        'Tenant',
        'Person',
        'Membership',
        'Invitation',
        'IdentityProvider',
        'UsersSection',
        'OrganizationSection',
        'PlatformSetupSection',
      ];
      const of = kinds.map((kind) => ({ __typename: kind, id: id(kind) }));
      return graph.domain.execute(asPerson(ours.id, randomUUID()), entities, { of });
    };
    const foreignIds: Record<string, string> = {
      ...{
        Tenant: theirs.id,
        Person: personId,
        Membership: membership.id,
        Invitation: invitation.id,
        IdentityProvider: provider.id,
      },
      ...{
        UsersSection: `${theirs.id}:USERS`,
        OrganizationSection: `${theirs.id}:ORGANIZATION`,
        PlatformSetupSection: `${theirs.id}:PLATFORM_SETUP`,
      },
    };
    const foreign = await ask((kind) => foreignIds[kind] ?? '');
    expect(foreign).toEqual({ data: { _entities: Array.from({ length: 8 }, () => null) }, errors: [] });
    expect(await ask(() => randomUUID())).toEqual(foreign);
    expect(await ask(() => 'not an id')).toEqual(foreign);
  });

  test('answers so through person(id:), too', async () => {
    const { personId } = await keepMember(graph.database, (await keepTenant(graph.database)).id);
    const ours = await keepTenant(graph.database);
    const ask = (id: string) =>
      graph.domain.execute(asPerson(ours.id, randomUUID()), 'query ($id: ID!) { person(id: $id) { id } }', { id });
    expect(await ask(personId)).toEqual({ data: { person: null }, errors: [] });
    expect(await ask(randomUUID())).toEqual(await ask(personId));
  });
});

describe('many references', () => {
  test('cost as many statements as one', async () => {
    const tenant = await keepTenant(graph.database);
    const kept = await Promise.all(Array.from({ length: 12 }, () => keepMember(graph.database, tenant.id)));
    const statements = async (count: number) => {
      const of = kept.slice(0, count).flatMap(({ personId, membership }) => [
        { __typename: 'Person', id: personId },
        { __typename: 'Membership', id: membership.id },
      ]);
      const before = graph.database.statements.count;
      const { errors } = await graph.domain.execute(asPerson(tenant.id, randomUUID()), entities, { of });
      expect(errors).toEqual([]);
      return graph.database.statements.count - before;
    };
    expect(await statements(12)).toBe(await statements(1));
  });
});
