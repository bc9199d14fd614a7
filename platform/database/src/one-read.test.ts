import { describe, expect, test } from 'vitest';
import { NOTES } from '../test/builders.js';
import type { NoteTables } from '../test/builders.js';
import { sql } from 'kysely';
import { TransactionMisuse } from './errors.js';
import { newTenantId, openTestDatabase } from './testing/index.js';
import { insideTransaction } from './transaction.js';
import type { TenantTransaction } from './types.js';

const database = await openTestDatabase<NoteTables>(NOTES);

const ONE = { oneRead: true } as const;
const insertNote = (tx: TenantTransaction<NoteTables>, text: string) =>
  tx.insertInto('note').values({ text }).execute();
const listNotes = (tx: TenantTransaction<NoteTables>) => tx.selectFrom('note').select('text').execute();
const prepared = (tx: TenantTransaction<NoteTables>) => sql`/* prepared: notes */ select text from note`.execute(tx);

describe('a transaction of one read', () => {
  test('sees its own tenant’s rows and no other’s, each of many at once', async () => {
    const tenants = Array.from({ length: 30 }, newTenantId);
    for (const tenant of tenants) await database.inTenant(tenant, (tx) => insertNote(tx, tenant));
    for (const read of [listNotes, prepared]) {
      const seen = await Promise.all(
        tenants.map((tenant) => database.inTenant(tenant, async (tx) => await listOf(read, tx), ONE)),
      );
      expect(seen).toEqual(tenants.map((text) => [{ text }]));
    }
  });

  test('gives values as every other transaction does', async () => {
    const values = (tx: TenantTransaction<NoteTables>) =>
      sql`select ${7}::integer as number, ${8n}::bigint as big, ${true}::boolean as yes, ${null}::text as nothing, ${'é\n'}::text as text,
        ${new Date(0)}::timestamptz as at, ${Buffer.from([0, 255])}::bytea as bytes, '2026-01-31'::date as day, '{"a":[1]}'::jsonb as json,
        array['a','b'] as list`.execute(tx);
    const [one, other] = [
      await database.inTenant(newTenantId(), values, ONE),
      await database.inTenant(newTenantId(), values),
    ];
    expect(one.rows).toEqual(other.rows);
  });

  test('writes nothing', async () => {
    const tenant = newTenantId();
    await expect(database.inTenant(tenant, (tx) => insertNote(tx, 'x'), ONE)).rejects.toThrow('read-only');
    expect(await database.inTenant(tenant, listNotes, ONE)).toEqual([]);
  });

  test('takes no second statement, and none after its end', async () => {
    const twice = database.inTenant(newTenantId(), async (tx) => [await listNotes(tx), await listNotes(tx)], ONE);
    await expect(twice).rejects.toThrow(TransactionMisuse);
    const kept = await database.inTenant(newTenantId(), (tx) => Promise.resolve({ use: () => listNotes(tx) }), ONE);
    await expect(kept.use()).rejects.toThrow(TransactionMisuse);
  });

  test('is a transaction to what it calls: none is opened inside it, and it is opened inside none', async () => {
    expect(await database.inTenant(newTenantId(), () => Promise.resolve(insideTransaction()), ONE)).toBe(true);
    const inner = () => database.inTenant(newTenantId(), listNotes, ONE);
    await expect(database.inTenant(newTenantId(), inner)).rejects.toThrow(TransactionMisuse);
    await expect(database.inTenant(newTenantId(), inner, ONE)).rejects.toThrow(TransactionMisuse);
  });

  test('fails alone: those beside it and those after it are answered', async () => {
    const tenant = newTenantId();
    await database.inTenant(tenant, (tx) => insertNote(tx, 'here'));
    const divide = (by: number) =>
      database.inTenant(
        tenant,
        (tx) => sql<{ n: number }>`/* prepared: divided */ select 6 / ${by}::integer as n, text from note`.execute(tx),
        ONE,
      );
    const ask = () => Promise.allSettled([2, 0, 3, 0, 1].map(divide));
    for (const round of [await ask(), await ask()])
      expect(round.map((each) => (each.status === 'fulfilled' ? each.value.rows[0]?.n : 'failed'))).toEqual([
        3,
        'failed',
        2,
        'failed',
        6,
      ]);
    expect(await database.inTenant(tenant, listNotes)).toEqual([{ text: 'here' }]);
  });

  test('counts as one statement, and is refused without a UUID', async () => {
    const before = database.statements.count;
    await database.inTenant(newTenantId(), listNotes, ONE);
    expect(database.statements.count - before).toBe(1);
    await expect(database.inTenant("x'", listNotes, ONE)).rejects.toThrow(TransactionMisuse);
  });
});

async function listOf(read: typeof listNotes | typeof prepared, tx: TenantTransaction<NoteTables>) {
  const found = await read(tx);
  return 'rows' in found ? found.rows : found;
}
