import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { NOTES } from '../test/builders.js';
import type { NoteTables } from '../test/builders.js';
import { TransactionMisuse } from './errors.js';
import { newTenantId, openTestDatabase } from './testing/index.js';
import type { TenantTransaction } from './types.js';

const database = await openTestDatabase<NoteTables>(NOTES);

const write = (tenant: string, text: string) => database.inTenant(tenant, (tx) => insertNote(tx, text));
const insertNote = (tx: TenantTransaction<NoteTables>, text: string) =>
  tx.insertInto('note').values({ text }).execute();
const listNotes = (tx: TenantTransaction<NoteTables>) => tx.selectFrom('note').select('text').orderBy('text').execute();
const textsOf = async (tenant: string) => (await database.inTenant(tenant, listNotes)).map(({ text }) => text);

describe('a tenant transaction', () => {
  test("sees and changes its own tenant's rows and no other's", async () => {
    const [ours, theirs] = [newTenantId(), newTenantId()];
    await write(ours, 'ours');
    await write(theirs, 'theirs');
    const changed = await database.inTenant(ours, (tx) =>
      tx.updateTable('note').set({ text: 'changed' }).executeTakeFirst(),
    );
    expect(changed.numUpdatedRows).toBe(1n);
    expect(await textsOf(ours)).toEqual(['changed']);
    expect(await textsOf(theirs)).toEqual(['theirs']);
  });

  test('cannot write a row for another tenant', async () => {
    const intrusion = database.inTenant(newTenantId(), (tx) =>
      tx.insertInto('note').values({ tenant_id: newTenantId(), text: 'x' }).execute(),
    );
    await expect(intrusion).rejects.toThrow('row-level security');
  });

  test('keeps its tenant among 200 that run at once', async () => {
    const tenants = Array.from({ length: 20 }, newTenantId);
    const requests = Array.from({ length: 200 }, (_, index) => tenants[index % tenants.length] ?? '');
    const seen = await Promise.all(
      requests.map((tenant) =>
        database.inTenant(tenant, async (tx) => {
          await insertNote(tx, tenant);
          await sql`select pg_sleep(random() / 500)`.execute(tx);
          return listNotes(tx);
        }),
      ),
    );
    seen.forEach((notes, index) => expect(new Set(notes.map(({ text }) => text))).toEqual(new Set([requests[index]])));
    for (const tenant of tenants) expect(await textsOf(tenant)).toHaveLength(10);
  });

  test('is refused without a UUID or with an unprintable request id', async () => {
    const nothing = () => Promise.resolve();
    await expect(database.inTenant("x'; drop table note; --", nothing)).rejects.toThrow(TransactionMisuse);
    await expect(database.inTenant('', nothing)).rejects.toThrow(TransactionMisuse);
    await expect(database.inTenant(newTenantId(), nothing, { requestId: 'a\0b' })).rejects.toThrow(TransactionMisuse);
  });

  test('takes a request id with quotes as it is, and leaves it on its events', async () => {
    const tenant = newTenantId();
    const requestId = `it's "one"\\`;
    await database.inTenant(
      tenant,
      (tx) => tx.insertInto('outbox').values({ type: 'notes.note.written', subject: tenant, data: {} }).execute(),
      { requestId },
    );
    const found = await database.inSystem('feed', (tx) =>
      tx.selectFrom('outbox').select(['request_id', 'tenant_id']).where('subject', '=', tenant).execute(),
    );
    expect(found).toEqual([{ request_id: requestId, tenant_id: tenant }]);
  });

  test('writes nothing when it is read only', async () => {
    const attempt = database.inTenant(newTenantId(), (tx) => insertNote(tx, 'x'), { readOnly: true });
    await expect(attempt).rejects.toThrow('read-only transaction');
  });

  test('rolls back when its work throws', async () => {
    const tenant = newTenantId();
    const work = database.inTenant(tenant, async (tx) => {
      await insertNote(tx, 'x');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await textsOf(tenant)).toEqual([]);
  });

  test('does not report success when a swallowed error has aborted it', async () => {
    const work = database.inTenant(newTenantId(), async (tx) => {
      await insertNote(tx, 'x');
      await sql`select 1/0`.execute(tx).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('current transaction is aborted');
  });

  test('reads what all tenants share, and cannot change it', async () => {
    const tenant = newTenantId();
    expect(
      await database.inTenant(tenant, (tx) => tx.selectFrom('colour').selectAll().orderBy('name').execute()),
    ).toEqual([{ name: 'green' }, { name: 'red' }]);
    await expect(
      database.inTenant(tenant, (tx) => tx.insertInto('colour').values({ name: 'blue' }).execute()),
    ).rejects.toThrow('permission denied');
  });
});

test('a database that is there answers a ping', async () => {
  await expect(database.ping()).resolves.toBeUndefined();
});
