import { randomUUID } from 'node:crypto';
import { allowOnly, aMachineContext } from '@bailiwick/subgraph-host/testing';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import { beforeAll, describe, expect, test } from 'vitest';
import { ANA, anInvitation, aSetup, NOON } from '../../test/builders.js';
import { CONNECTION, eventsOf, keepMember, keepTenant } from '../../test/database.js';
import { asPerson, asStranger, call, openGraph, type TestGraph } from '../../test/graph.js';
import type { Invitation } from '../domain/invitation.js';
import { insertInvitation } from '../store/invitation.js';
import { newInvitationToken } from './invitation-token.js';

const aToken: unknown = expect.stringMatching(/^bwi_.{43}$/);

let graph: TestGraph;
beforeAll(async () => {
  graph = await openGraph();
});

describe('inviting a member', () => {
  const fields = 'invitation { id email state roleIds duties invitedBy { kind label } expiresAt } token';
  const { query, variables } = call('inviteMember', fields);
  const offer = { email: 'ben@acme.example', roleIds: ['member', 'auditor'] };

  test('asks whether each role may be given, and shows the token once', async () => {
    const tenant = await keepTenant(graph.database);
    const { personId } = await keepMember(graph.database, tenant.id);
    const input = variables(offer);
    const ask = async () =>
      (await graph.domain.execute(asPerson(tenant.id, personId), query, input)).data?.['inviteMember'];
    const first = await ask();
    expect(first).toMatchObject({
      invitation: {
        ...offer,
        state: 'PENDING',
        duties: [],
        invitedBy: { kind: 'PERSON', label: 'Test Person' },
        expiresAt: '2026-11-28T12:00:00.000Z',
      },
      token: aToken,
      errors: [],
    });
    expect(graph.access.asked.slice(-3)).toEqual([
      { action: 'identity.member.invite', resource: null },
      { action: 'access.role.assign', properties: { role_id: 'member' } },
      { action: 'access.role.assign', properties: { role_id: 'auditor' } },
    ]);
    expect(await ask()).toMatchObject({
      invitation: { id: (first as { invitation: { id: string } }).invitation.id },
      token: null,
      errors: [],
    });
    const kept = await graph.database.inTenant(tenant.id, (tx) =>
      tx.selectFrom('idempotency').select('answer').execute(),
    );
    expect(JSON.stringify(kept)).not.toContain('bwi_');
  });

  test('is refused when one of the roles may not be given', async () => {
    const closed = await openGraph(allowOnly('identity.member.invite'));
    const tenant = await keepTenant(closed.database);
    const { data } = await closed.domain.execute(asPerson(tenant.id, randomUUID()), query, variables(offer));
    expect(data?.['inviteMember']).toMatchObject({
      invitation: null,
      token: null,
      errors: [{ __typename: 'NotPermitted' }],
    });
  });

  test('passes on a duty that the inviter holds in the platform’s tenant, and no other', async () => {
    const [platform] = await graph.database.inSystem('directory', (tx) =>
      tx.selectFrom('tenant').select('tenant_id').where('kind', '=', 'PLATFORM').execute(),
    );
    const tenantId = platform?.tenant_id ?? (await keepTenant(graph.database, { kind: 'PLATFORM' })).id;
    const { personId } = await keepMember(graph.database, tenantId, { duties: ['support'] });
    const ask = async (duty: string) =>
      (await graph.domain.execute(asPerson(tenantId, personId), query, variables({ ...offer, duties: [duty] }))).data?.[
        'inviteMember'
      ];
    expect(await ask('support')).toMatchObject({ invitation: { duties: ['support'] }, errors: [] });
    expect(await ask('tenant-operations')).toMatchObject({
      invitation: null,
      errors: [{ code: 'identity.duty_not_held' }],
    });
  });
});

describe('accepting an invitation', () => {
  const { query, variables } = call('acceptInvitation', 'tenantRef { id slug name } membershipId personId');

  async function invite(tenantId: string, overrides: Partial<Invitation> = {}): Promise<string> {
    const token = newInvitationToken();
    await graph.database.inTenant(tenantId, (tx) =>
      insertInvitation(tx, anInvitation({ id: randomUUID(), ...overrides }), token),
    );
    return token;
  }

  async function accept(as: VerifiedTransactionContext, token: string, more: object = {}) {
    const { data, errors } = await graph.domain.execute(as, query, variables({ token, ...more }));
    expect(errors).toEqual([]);
    return data?.['acceptInvitation'] as {
      readonly personId: string;
      readonly membershipId: string;
      readonly errors: readonly object[];
    };
  }

  test('from the lobby makes a person, a link and a membership, asks access nothing, and tells the other domains', async () => {
    const tenant = await keepTenant(graph.database);
    const invitation = { id: randomUUID(), roleIds: ['auditor'] };
    const token = await invite(tenant.id, invitation);
    const asked = graph.access.asked.length;
    const stranger = asStranger(randomUUID());
    const answer = await accept(stranger, token, { displayName: 'Ben' });
    expect(answer).toMatchObject({ tenantRef: { id: tenant.id, slug: tenant.slug, name: tenant.name }, errors: [] });
    expect(graph.access.asked.length).toBe(asked);
    const { personId, membershipId } = answer;
    expect(await eventsOf(graph.database, tenant.id)).toMatchObject([
      { type: 'identity.membership.changed', subject: membershipId, data: { personId, state: 'ACTIVE', version: 1 } },
      {
        type: 'identity.invitation.accepted',
        subject: invitation.id,
        data: {
          invitationId: invitation.id,
          personId,
          roleIds: ['auditor'],
          invitedBy: { kind: 'PERSON', id: ANA.id, duty: null },
          version: 1,
        },
      },
      { type: 'txn_token.withdrawn', data: { sub: stranger.subject } },
    ]);
    const { data } = await graph.domain.execute(
      asPerson(tenant.id, personId),
      '{ viewer { principal { ... on Person { displayName email } } } }',
    );
    expect(data?.['viewer']).toEqual({ principal: { displayName: 'Ben', email: 'ben@acme.example' } });
  });

  test('of a second tenant finds the same person by the link', async () => {
    const [first, second] = [await keepTenant(graph.database), await keepTenant(graph.database)];
    const subject = randomUUID();
    const { personId } = await keepMember(graph.database, first.id, { subject });
    const member = asPerson(first.id, personId, { authentication: asStranger(subject).authentication });
    expect(await accept(member, await invite(second.id))).toMatchObject({ personId, errors: [] });
  });

  test('once is enough: its repeat tells the same, anybody else that it was used', async () => {
    const tenant = await keepTenant(graph.database);
    const token = await invite(tenant.id);
    const stranger = asStranger(randomUUID());
    const first = await accept(stranger, token);
    const { personId, membershipId } = first;
    const known = asPerson(tenant.id, personId, { authentication: stranger.authentication });
    expect(await accept(known, token)).toMatchObject({ personId, membershipId, errors: [] });
    expect(await accept(asStranger(randomUUID()), token)).toMatchObject({
      membershipId: null,
      errors: [{ code: 'identity.invitation_used' }],
    });
    expect(await eventsOf(graph.database, tenant.id)).toHaveLength(3);
  });

  test('by two at once lets one in', async () => {
    const tenant = await keepTenant(graph.database);
    const token = await invite(tenant.id);
    const answers = await Promise.all([
      accept(asStranger(randomUUID()), token),
      accept(asStranger(randomUUID()), token),
    ]);
    expect(answers.map(({ errors }) => errors.length).toSorted()).toEqual([0, 1]);
  });

  test('by one subject, two invitations at once, makes one person', async () => {
    const tenant = await keepTenant(graph.database);
    const tokens = [
      await invite(tenant.id, { email: 'a@acme.example' }),
      await invite(tenant.id, { email: 'b@acme.example' }),
    ];
    const stranger = asStranger(randomUUID());
    const answers = await Promise.all(tokens.map((token) => accept(stranger, token)));
    expect(answers.flatMap(({ errors }) => errors)).toMatchObject([{ code: 'identity.already_member' }]);
  });

  test('is refused when the tenant has connected the issuer with other keys: their owner could sign anything', async () => {
    const tenant = await keepTenant(graph.database);
    const evil = { ...CONNECTION, jwksUri: 'https://evil.example.com/jwks' };
    const answer = await accept(asStranger('victim', evil), await invite(tenant.id));
    expect(answer).toMatchObject({ membershipId: null, errors: [{ code: 'identity.issuer_not_connected' }] });
  });

  test('that is refused stands in the log of the tenant that invited', async () => {
    const tenant = await keepTenant(graph.database);
    const stranger = asStranger(randomUUID());
    await accept(stranger, await invite(tenant.id, { expiresAt: NOON }));
    const entries = await graph.database.inTenant(tenant.id, (tx) =>
      tx.selectFrom('audit_entry').select(['kind', 'reason_code', 'actors', 'txn']).execute(),
    );
    expect(entries).toEqual([
      { kind: 'REFUSAL', reason_code: 'identity.invitation_expired', actors: [], txn: stranger.txn },
    ]);
  });

  test('that expired, or was withdrawn, is refused', async () => {
    const tenant = await keepTenant(graph.database);
    const expired = await invite(tenant.id, { expiresAt: NOON });
    expect(await accept(asStranger(randomUUID()), expired)).toMatchObject({
      errors: [{ code: 'identity.invitation_expired' }],
    });
    const withdrawn = await invite(tenant.id, { state: 'WITHDRAWN', email: 'x@acme.example' });
    expect(await accept(asStranger(randomUUID()), withdrawn)).toMatchObject({
      errors: [{ code: 'identity.invitation_withdrawn' }],
    });
  });

  test.each(['', 'nonsense', 'bwi_short', newInvitationToken()])(
    'that nobody made (%j) is refused, always the same way',
    async (token) => {
      const answer = await accept(asStranger(randomUUID()), token);
      expect(answer).toMatchObject({
        tenantRef: null,
        errors: [{ code: 'identity.invitation_unknown', path: ['token'] }],
      });
    },
  );

  test('is nothing for machines', async () => {
    const tenant = await keepTenant(graph.database);
    const token = await invite(tenant.id);
    expect(await accept(aMachineContext(tenant.id, randomUUID()), token)).toMatchObject({
      errors: [{ code: 'identity.people_only' }],
    });
  });

  test('as a second administrator completes that set-up step, as the first does not', async () => {
    const tenant = await keepTenant(graph.database, { setup: aSetup([]) });
    await accept(asStranger(randomUUID()), await invite(tenant.id, { roleIds: ['owner'] }));
    const setUp = async () =>
      (await eventsOf(graph.database, tenant.id)).filter(({ type }) => type === 'identity.platform_setup.changed');
    expect(await setUp()).toEqual([]);
    await accept(asStranger(randomUUID()), await invite(tenant.id, { roleIds: ['admin'] }));
    expect(await setUp()).toHaveLength(1);
  });
});
