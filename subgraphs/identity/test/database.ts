import { randomUUID } from 'node:crypto';
import type { Database } from '@bailiwick/database';
import { openEmptyTestDatabase, openTestDatabase } from '@bailiwick/database/testing';
import { subjectHash } from '../src/domain/derived-id.js';
import { newMembership, type Duty, type Membership } from '../src/domain/membership.js';
import type { Setup } from '../src/domain/setup.js';
import type { Tenant } from '../src/domain/tenant.js';
import { newTenant } from '../src/domain/tenant-creation.js';
import { insertProvider } from '../src/store/identity-provider.js';
import { insertMembership } from '../src/store/membership.js';
import { insertLink } from '../src/store/person-link.js';
import { insertPerson } from '../src/store/person.js';
import { insertSetup, replaceSetup } from '../src/store/setup.js';
import type { IdentityTables } from '../src/store/tables.js';
import { insertTenant } from '../src/store/tenant.js';
import { ANA, aSetup, NOON } from './builders.js';

export type TestDatabase = Database<IdentityTables>;

const SCHEMA = { name: 'identity', directory: new URL('../', import.meta.url) };

export function openIdentityDatabase(): Promise<TestDatabase> {
  return openTestDatabase<IdentityTables>(SCHEMA);
}

/** A database without any tenant, as bootstrap and the seed meet it. */
export function openEmptyIdentityDatabase(): Promise<TestDatabase> {
  return openEmptyTestDatabase<IdentityTables>(SCHEMA);
}

export interface Connection {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
}

export const CONNECTION: Connection = {
  issuer: 'https://login.example.com',
  audience: 'client-1',
  jwksUri: 'https://login.example.com/jwks',
};

/** A tenant of the test's own, with its set-up done and, unless null, a provider connected. */
export async function keepTenant(
  database: TestDatabase,
  overrides: Partial<Tenant> & { readonly connection?: Connection | null; readonly setup?: Setup } = {},
): Promise<Tenant> {
  const { connection = CONNECTION, setup = aSetup(), ...own } = overrides;
  const id = own.id ?? randomUUID();
  const plan = { id, slug: `t-${id.slice(-12)}`, name: 'Acme', kind: 'CUSTOMER' } as const;
  const tenant: Tenant = { ...newTenant(plan, ANA, NOON), state: 'ACTIVE', activatedAt: NOON, ...own, id };
  await database.inTenant(id, async (tx) => {
    if (!(await insertTenant(tx, tenant))) throw new Error('The slug is taken.');
    await insertSetup(tx, NOON);
    await replaceSetup(tx, setup);
    if (connection !== null) await insertProvider(tx, { id: randomUUID(), ...connection, connectedAt: NOON });
  });
  return tenant;
}

export interface KeptMember {
  readonly personId: string;
  readonly membership: Membership;
}

export interface NewMember {
  readonly personId?: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly state?: Membership['state'];
  readonly duties?: readonly Duty[];
  readonly since?: Date;
  /** What the person's tokens say: linked to this person. */
  readonly subject?: string;
  readonly issuer?: string;
}

export async function keepMember(
  database: TestDatabase,
  tenantId: string,
  member: NewMember = {},
): Promise<KeptMember> {
  const personId = member.personId ?? randomUUID();
  const begun = newMembership({ id: randomUUID(), personId, duties: member.duties ?? [], since: member.since ?? NOON });
  const ended = member.state === 'LEFT' ? { endedAt: NOON, endedBy: ANA, voluntary: true } : {};
  const membership: Membership = { ...begun, state: member.state ?? 'ACTIVE', ...ended };
  const issuer = member.issuer ?? CONNECTION.issuer;
  await database.inTenant(tenantId, async (tx) => {
    await insertPerson(
      tx,
      { id: personId, displayName: member.displayName ?? 'Ana', email: member.email ?? 'ana@acme.example' },
      NOON,
    );
    await insertLink(tx, {
      subjectHash: subjectHash(issuer, member.subject ?? personId),
      personId,
      issuer,
      linkedAt: NOON,
    });
    await insertMembership(tx, membership);
  });
  return { personId, membership };
}

export interface KeptEvent {
  readonly type: string;
  readonly subject: string;
  readonly data: Record<string, unknown>;
}

/** What a tenant has told the other domains, in order. */
export async function eventsOf(database: TestDatabase, tenantId: string): Promise<readonly KeptEvent[]> {
  return database.inSystem('feed', async (tx) => {
    const rows = await tx
      .selectFrom('outbox')
      .select(['type', 'subject', 'data'])
      .where('tenant_id', '=', tenantId)
      .orderBy('id')
      .execute();
    return rows.map(({ type, subject, data }) => ({ type, subject, data: data as Record<string, unknown> })); // what emit wrote
  });
}
