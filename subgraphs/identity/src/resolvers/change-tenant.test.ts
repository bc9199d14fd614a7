import { randomUUID } from 'node:crypto';
import { allowOnly } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { aSetup, NOON } from '../../test/builders.js';
import { eventsOf, keepTenant } from '../../test/database.js';
import { asPerson, call, openGraph, type TestGraph } from '../../test/graph.js';
import { newTenantId } from '../domain/derived-id.js';

const aToken: unknown = expect.stringMatching(/^bwi_.{43}$/);

let graph: TestGraph;
beforeAll(async () => {
  graph = await openGraph();
});

async function change(mutation: string, fields: string, tenantId: string, input: object) {
  const { query, variables } = call(mutation, fields);
  const { data, errors } = await graph.domain.execute(asPerson(tenantId, randomUUID()), query, variables(input));
  expect(errors).toEqual([]);
  return data?.[mutation];
}

describe('changing a tenant’s state', () => {
  test('ends every session in it and tells the other domains why', async () => {
    const tenant = await keepTenant(graph.database);
    const answer = await change('changeTenantState', 'tenant { id state version stateReason { code } }', tenant.id, {
      to: 'SUSPENDED',
      reason: 'abuse report 12',
    });
    expect(answer).toMatchObject({
      tenant: { id: tenant.id, state: 'SUSPENDED', version: 2, stateReason: { code: 'identity.tenant_suspended' } },
      errors: [],
    });
    const { id, slug, name } = tenant;
    expect(await eventsOf(graph.database, id)).toEqual([
      {
        type: 'identity.tenant.changed',
        subject: id,
        data: {
          ...{ id, slug, name, kind: 'CUSTOMER', state: 'SUSPENDED', version: 2 },
          stateReason: {
            ...{
              code: 'identity.tenant_suspended',
              owner: 'IDENTITY',
              message: 'The tenant is suspended: abuse report 12',
              since: NOON.toISOString(),
            },
            remedy: { label: 'Ask the platform’s operators about it.', section: null, requiredPermission: null },
          },
        },
      },
      { type: 'txn_token.withdrawn', subject: `tenant:${id}`, data: { tenant: id, before: NOON.toISOString() } },
    ]);
  });

  test('refuses with the rule’s reason and its remedy', async () => {
    const tenant = await keepTenant(graph.database, { state: 'CLOSED' });
    const answer = await change('changeTenantState', 'tenant { id }', tenant.id, {
      to: 'ACTIVE',
      reason: 'by mistake',
    });
    expect(answer).toMatchObject({
      tenant: null,
      errors: [{ __typename: 'RuleRefused', code: 'identity.tenant_transition_refused', path: ['to'] }],
    });
  });
});

describe('completing set-up', () => {
  test('makes the platform ready and the tenant active with its last required step', async () => {
    const tenant = await keepTenant(graph.database, {
      state: 'PROVISIONING',
      activatedAt: null,
      setup: aSetup(['connect_identity_provider', 'accept_terms']),
    });
    const answer = await change('completeSetupStep', 'tenant { state platformSetup { ready version } }', tenant.id, {
      key: 'verify_organization',
    });
    expect(answer).toMatchObject({
      tenant: { state: 'ACTIVE', platformSetup: { ready: true, version: 4 } },
      errors: [],
    });
    expect(await eventsOf(graph.database, tenant.id)).toMatchObject([
      {
        type: 'identity.platform_setup.changed',
        subject: tenant.id,
        data: { ready: true, reason: { code: 'identity.platform_ready' }, version: 4 },
      },
      { type: 'identity.tenant.changed', data: { state: 'ACTIVE', stateReason: null, version: 2 } },
    ]);
  });

  test('is refused for what only its happening completes', async () => {
    const tenant = await keepTenant(graph.database, { setup: aSetup([]) });
    const answer = await change('completeSetupStep', 'tenant { id }', tenant.id, { key: 'connect_identity_provider' });
    expect(answer).toMatchObject({ errors: [{ code: 'identity.setup_step_completes_itself' }] });
  });
});

describe('connecting an identity provider', () => {
  const fields = 'identityProvider { id issuer audience jwksUri connectedAt }';
  const input = {
    issuer: 'https://login.acme.example',
    audience: 'bailiwick',
    jwksUri: 'https://login.acme.example/jwks',
  };

  test('completes its set-up step by itself', async () => {
    const tenant = await keepTenant(graph.database, {
      connection: null,
      state: 'PROVISIONING',
      activatedAt: null,
      setup: aSetup([]),
    });
    // The test's domains end in .example, which are public names as far as anybody can tell without asking DNS.
    expect(await change('connectIdentityProvider', fields, tenant.id, input)).toMatchObject({
      identityProvider: { ...input, connectedAt: NOON.toISOString() },
      errors: [],
    });
    expect(await eventsOf(graph.database, tenant.id)).toMatchObject([
      { type: 'identity.platform_setup.changed', data: { ready: false, version: 2 } },
    ]);
    expect(await change('connectIdentityProvider', fields, tenant.id, input)).toMatchObject({
      errors: [{ code: 'identity.provider_already_connected' }],
    });
  });

  test('is refused for an address inside our network, which says what is wrong', async () => {
    const tenant = await keepTenant(graph.database);
    const answer = await change('connectIdentityProvider', fields, tenant.id, {
      ...input,
      jwksUri: 'https://169.254.169.254/keys',
    });
    expect(answer).toMatchObject({
      errors: [
        {
          __typename: 'InvalidInput',
          message: 'jwksUri must not be a private, loopback or link-local address.',
          path: ['jwksUri'],
        },
      ],
    });
  });
});

describe('creating a tenant', () => {
  const fields = 'tenantRef { id slug name } invitationId invitationToken';
  const newInput = () => ({
    slug: `new-${randomUUID().slice(-12)}`,
    name: 'Initech',
    ownerEmail: 'peter@initech.example',
  });

  test('happens in the new tenant’s own transaction and shows the owner’s token once', async () => {
    const platform = await keepTenant(graph.database, { kind: 'PLATFORM', slug: 'platform' });
    const operator = randomUUID();
    const input = newInput();
    const { query, variables } = call('createTenant', fields);
    const all = variables(input);
    const id = newTenantId(operator, (all['input'] as { idempotencyKey: string }).idempotencyKey);
    const ask = () => graph.domain.execute(asPerson(platform.id, operator), query, all);
    const first = (await ask()).data?.['createTenant'];
    expect(first).toMatchObject({
      tenantRef: { id, slug: input.slug, name: 'Initech' },
      invitationToken: aToken,
      errors: [],
    });
    const { tenantRef, invitationId } = first as { tenantRef: object; invitationId: string };
    expect((await ask()).data?.['createTenant']).toMatchObject({
      tenantRef,
      invitationId,
      invitationToken: null,
      errors: [],
    });
    expect(
      (await eventsOf(graph.database, id)).map(({ type, data }) => [type, data['state'] ?? data['ready']]),
    ).toEqual([
      ['identity.tenant.changed', 'PROVISIONING'],
      ['identity.platform_setup.changed', false],
    ]);
    const other = await ask_(platform.id, operator, { ...all, input: { ...(all['input'] as object), name: 'Other' } });
    expect(other).toMatchObject({ tenantRef: null, errors: [{ code: 'identity.idempotency_key_reused' }] });
    const taken = await change('createTenant', fields, platform.id, { ...newInput(), slug: input.slug });
    expect(taken).toMatchObject({
      tenantRef: null,
      invitationToken: null,
      errors: [{ code: 'identity.slug_taken', path: ['slug'] }],
    });

    async function ask_(tenantId: string, personId: string, variables_: Record<string, unknown>) {
      return (await graph.domain.execute(asPerson(tenantId, personId), query, variables_)).data?.['createTenant'];
    }
  });

  test('is refused from inside a customer’s tenant', async () => {
    const customer = await keepTenant(graph.database);
    expect(await change('createTenant', fields, customer.id, newInput())).toMatchObject({
      errors: [{ code: 'identity.operators_only' }],
    });
  });

  test('is access’s to permit', async () => {
    const closed = await openGraph(allowOnly('identity.tenant.read'));
    const tenant = await keepTenant(closed.database);
    const { query, variables } = call('createTenant', fields);
    const { data } = await closed.domain.execute(asPerson(tenant.id, randomUUID()), query, variables(newInput()));
    expect(data?.['createTenant']).toMatchObject({ tenantRef: null, errors: [{ __typename: 'NotPermitted' }] });
  });
});
