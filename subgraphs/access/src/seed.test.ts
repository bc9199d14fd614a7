import { randomUUID } from 'node:crypto';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { openTestDatabase } from '@bailiwick/database/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@bailiwick/database';
import { NOON } from '../test/builders.js';
import { access, type AccessTables } from './index.js';
import { seed } from './seed.js';

let database: Database<AccessTables>;
beforeAll(async () => {
  database = await openTestDatabase<AccessTables>(access);
});

const [acme, platform, owner, operator, machine] = Array.from({ length: 5 }, () => randomUUID());
const tenant = (id: string | undefined, kind: 'CUSTOMER' | 'PLATFORM') => ({
  id: id ?? '',
  slug: 's',
  name: 'N',
  kind,
  plan: null,
  billing: null,
  setUp: true,
});
const person = (id: string | undefined, at: string | undefined, role: string | null, duty: string | null) => ({
  id: id ?? '',
  displayName: 'P',
  email: 'p@example.com',
  memberships: [{ id: randomUUID(), tenant: at ?? '', role, duty }],
});
const PLAN: DemoPlan = {
  tenants: [tenant(acme, 'CUSTOMER'), tenant(platform, 'PLATFORM')],
  people: [person(owner, acme, 'owner', null), person(operator, platform, null, 'support')],
  machines: [
    {
      id: machine ?? '',
      name: 'm',
      tenant: acme ?? '',
      owner: { kind: 'INTERNAL_SERVICE', ref: 'r', duty: null },
      credentialId: randomUUID(),
      statement: 's',
      actions: [],
      steward: owner ?? '',
    },
  ],
  issuer: { issuer: 'urn:x', audience: 'a', jwksUri: 'http://127.0.0.1/' },
};

const rolesIn = async (tenantId = '') => {
  const rows = await database.inTenant(tenantId, (tx) =>
    tx.selectFrom('role_assignment').select(['role', 'subject_kind', 'subject_id']).execute(),
  );
  return rows.map(({ role, subject_kind, subject_id }) => `${subject_kind} ${subject_id} ${role}`).sort();
};

describe('the demo', () => {
  test('gives people and machines their roles, operators none, and once however often it is seeded', async () => {
    await seed(database, PLAN, NOON);
    await seed(database, PLAN, NOON);
    expect(await rolesIn(acme)).toEqual([`MACHINE ${machine ?? ''} machine`, `PERSON ${owner ?? ''} owner`]);
    expect(await rolesIn(platform)).toEqual([]);
  });
});
