import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { NOTES } from '../../test/builders.js';
import type { NoteTables } from '../../test/builders.js';
import { newTenantId, openTestDatabase } from '../testing/index.js';
import { SYSTEM_TRANSACTIONS } from '../types.js';
import type { SystemTransactionName } from '../types.js';

const database = await openTestDatabase<NoteTables>(NOTES);
const attempt = (name: SystemTransactionName, statement: string) =>
  database.inSystem(name, (tx) => sql.raw(statement).execute(tx));

const TABLES = [
  'outbox',
  'feed_cursor',
  'feed_history',
  'due',
  'idempotency',
  'audit_entry',
  'declared_actions',
  'note',
  'colour',
];
const READABLE: Readonly<Record<SystemTransactionName, readonly string[]>> = {
  directory: [],
  feed: ['outbox', 'feed_history'],
  clock: ['due'],
  consume: ['feed_cursor', 'note'],
  declare: ['declared_actions', 'feed_history'],
  membership_of: [],
};

describe.each(SYSTEM_TRANSACTIONS)('the %s transaction', (name) => {
  test('reads its own tables and no other', async () => {
    for (const table of TABLES) {
      const outcome = await attempt(name, `select * from ${table}`).then(
        () => 'read',
        () => 'refused',
      );
      expect(`${table} ${outcome}`).toBe(`${table} ${READABLE[name].includes(table) ? 'read' : 'refused'}`);
    }
  });
});

describe('a system transaction', () => {
  test.each(['directory', 'feed', 'membership_of'] as const)('named %s is read only', async (name) => {
    await expect(attempt(name, 'create temporary table x (y int)')).rejects.toThrow(/read-only|permission denied/);
  });

  test('sees the columns that were opened, of every tenant', async () => {
    const tenant = newTenantId();
    await database.inTenant(tenant, (tx) => tx.insertInto('note').values({ text: 'secret' }).execute());
    const find = database.inSystem('directory', (tx) =>
      tx.selectFrom('note').select('tenant_id').where('tenant_id', '=', tenant).execute(),
    );
    expect(await find).toEqual([{ tenant_id: tenant }]);
    await expect(attempt('directory', 'select text from note')).rejects.toThrow('permission denied');
  });

  test('declares events of no tenant only', async () => {
    await attempt(
      'declare',
      `insert into outbox (type, subject, data) values ('notes.actions.declared', 'notes', '{}')`,
    );
    const forged = `insert into outbox (tenant_id, type, subject, data) values ('${newTenantId()}', 't', 's', '{}')`;
    await expect(attempt('declare', forged)).rejects.toThrow('row-level security');
  });
});

describe('a tenant', () => {
  const asTenant = (statement: string) => database.inTenant(newTenantId(), (tx) => sql.raw(statement).execute(tx));

  test.each(['update audit_entry set action = action', 'delete from audit_entry', 'truncate audit_entry'])(
    'cannot change its audit entries: %s',
    async (statement) => {
      await expect(asTenant(statement)).rejects.toThrow('permission denied');
    },
  );

  test.each(['select * from outbox', 'update outbox set type = type', 'delete from outbox'])(
    'only adds to the outbox: %s',
    async (statement) => {
      await expect(asTenant(statement)).rejects.toThrow('permission denied');
    },
  );

  test.each(['xid', 'time', 'request_id'])("does not choose an event's %s", async (column) => {
    await expect(
      asTenant(`insert into outbox (type, subject, data, ${column}) values ('t', 's', '{}', null)`),
    ).rejects.toThrow('permission denied');
  });

  test("cannot emit as nobody's or another's", async () => {
    for (const tenant of ['null', `'${newTenantId()}'`]) {
      await expect(
        asTenant(`insert into outbox (tenant_id, type, subject, data) values (${tenant}, 't', 's', '{}')`),
      ).rejects.toThrow('row-level security');
    }
  });
});
