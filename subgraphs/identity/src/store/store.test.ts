import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { anInvitation, aSetup, ANA, NOON } from '../../test/builders.js';
import { CONNECTION, keepMember, keepTenant, openIdentityDatabase, type TestDatabase } from '../../test/database.js';
import { connectionFingerprint, subjectHash } from '../domain/derived-id.js';
import { readiness } from '../domain/setup.js';
import { findInvitationByHash, listProviderEntries } from './directory.js';
import { findPersonByLinks, findTenantByReference, listStandings } from './standing.js';
import { insertProvider } from './identity-provider.js';
import { countPendingInvitations, insertInvitation, invitationHash, lockInvitation } from './invitation.js';
import { countMembers, listMembers } from './member-page.js';
import { listMembersByMembership, lockMembership, lockNewestMembership, replaceMembership } from './membership.js';
import { listOwnTenants } from './membership-of.js';
import { insertOperatorEntry } from './operator-entry.js';
import { listMembersByPerson } from './person.js';
import { findSetup, replaceSetup } from './setup.js';
import { findTenant, insertTenant, lockTenant, replaceTenant } from './tenant.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openIdentityDatabase();
});

describe('a tenant', () => {
  test('is read back as it was kept, and as it was replaced', async () => {
    const tenant = await keepTenant(database);
    expect(await database.inTenant(tenant.id, findTenant)).toEqual(tenant);
    const suspended = { ...tenant, state: 'SUSPENDED' as const, stateNote: 'unpaid', version: 2 };
    await database.inTenant(tenant.id, (tx) => replaceTenant(tx, suspended));
    expect(await database.inTenant(tenant.id, lockTenant)).toEqual(suspended);
  });

  test('is not seen from another one', async () => {
    await keepTenant(database);
    expect(await database.inTenant(randomUUID(), findTenant)).toBeNull();
  });

  test('does not get a slug that another one has', async () => {
    const tenant = await keepTenant(database);
    const id = randomUUID();
    expect(await database.inTenant(id, (tx) => insertTenant(tx, { ...tenant, id }))).toBe(false);
  });

  test('is found by its slug or id, by the directory', async () => {
    const tenant = await keepTenant(database);
    const find = (reference: string) => database.inSystem('directory', (tx) => findTenantByReference(tx, reference));
    expect(await find(tenant.slug)).toMatchObject({ id: tenant.id, state: 'ACTIVE' });
    expect(await find(tenant.id.toUpperCase())).toMatchObject({ slug: tenant.slug });
    expect(await find('nowhere')).toBeNull();
  });
});

describe('a tenant’s set-up', () => {
  test('keeps each completed step, who did it and when', async () => {
    const tenant = await keepTenant(database, { setup: aSetup(['accept_terms']) });
    const setup = await database.inTenant(tenant.id, findSetup);
    expect(setup).toEqual(aSetup(['accept_terms']));
    expect(readiness(setup ?? aSetup()).ready).toBe(false);
  });

  test('never takes a step back', async () => {
    const tenant = await keepTenant(database, { setup: aSetup(['accept_terms']) });
    await database.inTenant(tenant.id, (tx) => replaceSetup(tx, { ...aSetup(['verify_organization']), version: 7 }));
    const setup = await database.inTenant(tenant.id, findSetup);
    expect(setup?.completed.map(({ key }) => key)).toEqual(['accept_terms', 'verify_organization']);
  });
});

describe('memberships', () => {
  test('are read with their people, by membership and by person, in one statement each', async () => {
    const tenant = await keepTenant(database);
    const members = await Promise.all(
      [0, 1, 2, 3, 4].map((n) => keepMember(database, tenant.id, { displayName: `Person ${n}` })),
    );
    const statements = async (count: number) => {
      const some = members.slice(0, count);
      const before = database.statements.count;
      const [byMembership, byPerson] = await database.inTenant(tenant.id, async (tx) => [
        await listMembersByMembership(
          tx,
          some.map(({ membership }) => membership.id),
        ),
        await listMembersByPerson(
          tx,
          some.map(({ personId }) => personId),
        ),
      ]);
      expect([byMembership.size, byPerson.size]).toEqual([count, count]);
      return database.statements.count - before;
    };
    expect(await statements(5)).toBe(await statements(1));
  });

  test('of another tenant are not there', async () => {
    const theirs = await keepMember(database, (await keepTenant(database)).id);
    const ours = await keepTenant(database);
    await database.inTenant(ours.id, async (tx) => {
      expect((await listMembersByMembership(tx, [theirs.membership.id])).size).toBe(0);
      expect((await listMembersByPerson(tx, [theirs.personId])).size).toBe(0);
      expect(await lockMembership(tx, theirs.membership.id)).toBeNull();
      await replaceMembership(tx, { ...theirs.membership, state: 'SUSPENDED' });
    });
    expect(await database.inTenant(ours.id, (tx) => countMembers(tx, { states: [], text: null }))).toBe(0);
  });

  test('of a person who came back show the current one first', async () => {
    const tenant = await keepTenant(database);
    const left = await keepMember(database, tenant.id, { state: 'LEFT', since: new Date('2026-12-01T00:00:00Z') });
    const current = await keepMember(database, tenant.id, { personId: left.personId });
    expect(await database.inTenant(tenant.id, (tx) => lockNewestMembership(tx, left.personId))).toEqual(
      current.membership,
    );
    const byPerson = await database.inTenant(tenant.id, (tx) => listMembersByPerson(tx, [left.personId]));
    expect(byPerson.get(left.personId)?.membership).toEqual(current.membership);
  });

  test('cannot both be current for one person', async () => {
    const tenant = await keepTenant(database);
    const { personId } = await keepMember(database, tenant.id);
    await expect(keepMember(database, tenant.id, { personId })).rejects.toThrow(/membership_current/);
  });
});

describe('a page of members', () => {
  test('follows the order of joining, and continues behind a position', async () => {
    const tenant = await keepTenant(database);
    const at = (day: number) => new Date(Date.UTC(2026, 0, day));
    for (const day of [3, 1, 2]) await keepMember(database, tenant.id, { since: at(day), displayName: `Day ${day}` });
    const names = async (after: { since: Date; id: string } | null) => {
      const page = await database.inTenant(tenant.id, (tx) => listMembers(tx, { states: [], text: null }, after, 2));
      return page.map(({ person, membership }) => ({ name: person.displayName, position: membership }));
    };
    const first = await names(null);
    expect(first.map(({ name }) => name)).toEqual(['Day 1', 'Day 2']);
    expect((await names(first[1]?.position ?? null)).map(({ name }) => name)).toEqual(['Day 3']);
  });

  test('breaks ties of the same instant by id, so that nobody is skipped', async () => {
    const tenant = await keepTenant(database);
    const kept = await Promise.all([1, 2, 3].map(() => keepMember(database, tenant.id)));
    const seen: string[] = [];
    for (let after: { since: Date; id: string } | null = null; seen.length < 3;) {
      const [next] = await database.inTenant(tenant.id, (tx) => listMembers(tx, { states: [], text: null }, after, 1));
      if (next === undefined) break;
      seen.push(next.membership.id);
      after = next.membership;
    }
    expect(seen.toSorted()).toEqual(kept.map(({ membership }) => membership.id).toSorted());
  });

  test('is filtered by state and by text, whose wildcards mean themselves', async () => {
    const tenant = await keepTenant(database);
    await keepMember(database, tenant.id, { displayName: 'Ana', email: 'a_1@acme.example' });
    await keepMember(database, tenant.id, { displayName: '100%', email: 'ab1@acme.example', state: 'SUSPENDED' });
    const count = (states: readonly ('ACTIVE' | 'SUSPENDED')[], text: string | null) =>
      database.inTenant(tenant.id, (tx) => countMembers(tx, { states, text }));
    expect(await count([], null)).toBe(2);
    expect(await count(['SUSPENDED'], null)).toBe(1);
    expect(await count([], 'ANA')).toBe(1);
    expect(await count([], '%')).toBe(1);
    expect(await count([], 'a_1@')).toBe(1);
    expect(await count(['ACTIVE'], '100')).toBe(0);
  });
});

describe('an invitation', () => {
  test('is kept without its token, and found by the token’s hash', async () => {
    const tenant = await keepTenant(database);
    const invitation = anInvitation({ id: randomUUID() });
    const token = `bwi_${randomUUID()}`;
    await database.inTenant(tenant.id, (tx) => insertInvitation(tx, invitation, token));
    const find = (text: string) =>
      database.inSystem('directory', (tx) => findInvitationByHash(tx, invitationHash(text)));
    expect(await find(token)).toEqual({ tenantId: tenant.id, id: invitation.id });
    expect(await find('bwi_other')).toBeNull();
    const stored = await database.inTenant(tenant.id, (tx) => tx.selectFrom('invitation').selectAll().execute());
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  test('ends an earlier one of the same address, whatever its case', async () => {
    const tenant = await keepTenant(database);
    const [first, second] = [
      anInvitation({ id: randomUUID(), email: 'Ben@acme.example' }),
      anInvitation({ id: randomUUID() }),
    ];
    await database.inTenant(tenant.id, async (tx) => {
      await insertInvitation(tx, first, randomUUID());
      await insertInvitation(tx, second, randomUUID());
      expect(await lockInvitation(tx, first.id)).toMatchObject({ state: 'WITHDRAWN' });
      expect(await lockInvitation(tx, second.id)).toEqual(second);
    });
  });

  test('counts as pending until it expires', async () => {
    const tenant = await keepTenant(database);
    const invitation = anInvitation({ id: randomUUID() });
    await database.inTenant(tenant.id, (tx) => insertInvitation(tx, invitation, randomUUID()));
    const count = (now: Date) => database.inTenant(tenant.id, (tx) => countPendingInvitations(tx, now));
    expect(await count(NOON)).toBe(1);
    expect(await count(invitation.expiresAt)).toBe(0);
  });
});

describe('the directory', () => {
  const fingerprint = connectionFingerprint(CONNECTION);

  test('finds a subject’s memberships only where its own connection is the tenant’s', async () => {
    const subject = randomUUID();
    const ours = await keepTenant(database);
    const { personId } = await keepMember(database, ours.id, { subject });
    const otherKeys = { ...CONNECTION, jwksUri: 'https://evil.example.com/jwks' };
    const theirs = await keepTenant(database, { connection: otherKeys });
    await keepMember(database, theirs.id, { subject });
    const hash = subjectHash(CONNECTION.issuer, subject);
    const standings = (connection: typeof CONNECTION) =>
      database.inSystem('directory', (tx) => listStandings(tx, hash, [connectionFingerprint(connection)]));
    expect(await standings(CONNECTION)).toMatchObject([
      { tenant: { id: ours.id }, personId, state: 'ACTIVE', connection: fingerprint },
    ]);
    expect(await standings(otherKeys)).toMatchObject([{ tenant: { id: theirs.id } }]);
    const person = (print: string) => database.inSystem('directory', (tx) => findPersonByLinks(tx, hash, [print]));
    expect(await person(fingerprint)).toBe(personId);
    expect(await person('another fingerprint')).toBeNull();
    const own = await database.inSystem('membership_of', (tx) => listOwnTenants(tx, hash, fingerprint));
    expect(own).toEqual([{ id: ours.id, slug: ours.slug, name: ours.name }]);
  });

  test('says which memberships have ended, and lists own tenants only while they are active and not closed', async () => {
    const subject = randomUUID();
    const left = await keepTenant(database);
    await keepMember(database, left.id, { subject, state: 'LEFT' });
    const suspended = await keepTenant(database);
    await keepMember(database, suspended.id, { subject, state: 'SUSPENDED' });
    const closed = await keepTenant(database, { state: 'CLOSED' });
    await keepMember(database, closed.id, { subject });
    const hash = subjectHash(CONNECTION.issuer, subject);
    const standings = await database.inSystem('directory', (tx) => listStandings(tx, hash, [fingerprint]));
    expect(new Map(standings.map(({ tenant, state }) => [tenant.id, state]))).toEqual(
      new Map([
        [left.id, 'LEFT'],
        [suspended.id, 'SUSPENDED'],
        [closed.id, 'ACTIVE'],
      ]),
    );
    expect(await database.inSystem('membership_of', (tx) => listOwnTenants(tx, hash, fingerprint))).toEqual([]);
  });

  test('takes the membership of now for somebody who came back', async () => {
    const subject = randomUUID();
    const tenant = await keepTenant(database);
    const { personId } = await keepMember(database, tenant.id, { subject, state: 'LEFT' });
    await keepMember(database, tenant.id, { subject, personId });
    const hash = subjectHash(CONNECTION.issuer, subject);
    const standings = await database.inSystem('directory', (tx) => listStandings(tx, hash, [fingerprint]));
    expect(standings).toMatchObject([{ tenant: { id: tenant.id }, personId, state: 'ACTIVE' }]);
  });

  test('names each tenant once, though two of its connections vouch', async () => {
    const subject = randomUUID();
    const tenant = await keepTenant(database);
    const second = { ...CONNECTION, audience: 'client-2' };
    await database.inTenant(tenant.id, async (tx) => {
      await insertProvider(tx, { id: randomUUID(), ...second, connectedAt: NOON });
    });
    await keepMember(database, tenant.id, { subject });
    const hash = subjectHash(CONNECTION.issuer, subject);
    const prints = [fingerprint, connectionFingerprint(second)];
    expect(await database.inSystem('directory', (tx) => listStandings(tx, hash, prints))).toHaveLength(1);
  });

  test('says which connections there are for an issuer, and which tenants know the subject', async () => {
    const connection = { ...CONNECTION, issuer: `https://${randomUUID()}.example.com` };
    const knowing = await keepTenant(database, { connection });
    await keepMember(database, knowing.id, { subject: 'sub-1', issuer: connection.issuer });
    const other = await keepTenant(database, { connection });
    const hash = subjectHash(connection.issuer, 'sub-1');
    const entries = await database.inSystem('directory', (tx) =>
      listProviderEntries(tx, connection.issuer, ['client-1', 'client-9'], hash),
    );
    expect(entries.find(({ tenantId }) => tenantId === knowing.id)).toMatchObject({
      linked: true,
      jwksUri: connection.jwksUri,
    });
    expect(entries.find(({ tenantId }) => tenantId === other.id)).toMatchObject({ linked: false });
    expect(
      await database.inSystem('directory', (tx) => listProviderEntries(tx, connection.issuer, ['client-2'], hash)),
    ).toEqual([]);
  });

  test.each(['person', 'invitation', 'membership', 'identity_provider', 'tenant', 'operator_entry'] as const)(
    'cannot read all of %s',
    async (table) => {
      await expect(database.inSystem('directory', (tx) => tx.selectFrom(table).selectAll().execute())).rejects.toThrow(
        /permission denied/,
      );
    },
  );
});

describe('who visits as an operator', () => {
  test('stands in the visited tenant’s own log, and stays there', async () => {
    const tenant = await keepTenant(database);
    const entry = {
      at: NOON,
      personId: ANA.id,
      duty: 'support',
      reason: 'ticket 4711',
      requestId: 'r1',
    };
    await database.inTenant(tenant.id, (tx) => insertOperatorEntry(tx, entry));
    const visits = await database.inTenant(tenant.id, (tx) => tx.selectFrom('operator_entry').selectAll().execute());
    expect(visits).toMatchObject([{ person_id: ANA.id, duty: 'support', reason: 'ticket 4711', request_id: 'r1' }]);
    await expect(database.inTenant(tenant.id, (tx) => tx.deleteFrom('operator_entry').execute())).rejects.toThrow(
      /permission denied/,
    );
  });
});
