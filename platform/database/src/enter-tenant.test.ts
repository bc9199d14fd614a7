import { describe, expect, test } from 'vitest';
import { NOTES } from '../test/builders.js';
import type { NoteTables } from '../test/builders.js';
import { TransactionMisuse } from './errors.js';
import { newTenantId, openTestDatabase } from './testing/index.js';
import type { SystemTransaction, TenantTransaction } from './types.js';

const database = await openTestDatabase<NoteTables>(NOTES);

const write = (tx: TenantTransaction<NoteTables>) => tx.insertInto('note').values({ text: 'x' }).execute();
const countOf = (tenant: string) =>
  database.inTenant(tenant, async (tx) => (await tx.selectFrom('note').select('id').execute()).length);
const plan = (tenant: string) =>
  database.inTenant(tenant, (tx) =>
    tx.insertInto('due').values({ kind: 'k', subject: tenant, due_at: new Date() }).execute(),
  );
const claim = (tx: SystemTransaction<NoteTables, 'clock'>, tenant: string) =>
  tx.deleteFrom('due').where('subject', '=', tenant).executeTakeFirst();

describe('entering a tenant from a system transaction', () => {
  test('writes as the tenant and goes on as the system', async () => {
    const [one, other] = [newTenantId(), newTenantId()];
    await plan(one);
    await plan(other);
    await database.inSystem('clock', async (tx) => {
      for (const tenant of [one, other]) {
        await database.enterTenant(tx, tenant, write);
        expect((await claim(tx, tenant)).numDeletedRows).toBe(1n);
      }
    });
    expect([await countOf(one), await countOf(other)]).toEqual([1, 1]);
  });

  test('sees nothing of another tenant', async () => {
    const other = newTenantId();
    await database.inTenant(other, write);
    const seen = await database.inSystem('consume', (tx) =>
      database.enterTenant(tx, newTenantId(), (entered) => entered.selectFrom('note').selectAll().execute()),
    );
    expect(seen).toEqual([]);
  });

  test("undoes all of the tenant's work when it fails, and lets the system go on", async () => {
    const tenant = newTenantId();
    await plan(tenant);
    const failing = async (tx: TenantTransaction<NoteTables>) => {
      await write(tx);
      throw new Error('no');
    };
    await database.inSystem('clock', async (tx) => {
      await expect(database.enterTenant(tx, tenant, failing)).rejects.toThrow('no');
      expect((await claim(tx, tenant)).numDeletedRows).toBe(1n);
    });
    expect(await countOf(tenant)).toBe(0);
  });

  test('is for one tenant at a time', async () => {
    await database.inSystem('clock', async (tx) => {
      const both = await Promise.allSettled([
        database.enterTenant(tx, newTenantId(), write),
        database.enterTenant(tx, newTenantId(), write),
      ]);
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    });
  });

  test("keeps the system's own handle shut meanwhile, and the tenant's afterwards", async () => {
    await database.inSystem('clock', async (tx) => {
      const inside = database.enterTenant(tx, newTenantId(), () => claim(tx, 'x'));
      await expect(inside).rejects.toThrow(TransactionMisuse);
      const kept = await database.enterTenant(tx, newTenantId(), (entered) =>
        Promise.resolve({ use: () => write(entered) }),
      );
      await expect(kept.use()).rejects.toThrow(TransactionMisuse);
    });
  });

  test('takes only an open clock or consume transaction', async () => {
    type Clock = SystemTransaction<NoteTables, 'clock'>;
    const kept: Clock[] = [];
    await database.inTenant(newTenantId(), async (tx) => {
      const stranger = tx as unknown as Clock; // what the types forbid
      await expect(database.enterTenant(stranger, newTenantId(), write)).rejects.toThrow(TransactionMisuse);
    });
    await database.inSystem('clock', (tx) => Promise.resolve(kept.push(tx)));
    for (const ended of kept)
      await expect(database.enterTenant(ended, newTenantId(), write)).rejects.toThrow(TransactionMisuse);
  });
});
