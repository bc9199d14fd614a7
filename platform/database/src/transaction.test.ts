import { describe, expect, test } from 'vitest';
import { NOTES } from '../test/builders.js';
import type { NoteTables } from '../test/builders.js';
import { TransactionMisuse } from './errors.js';
import { newTenantId, openTestDatabase } from './testing/index.js';
import { insideTransaction } from './transaction.js';
import type { TenantTransaction } from './types.js';

const database = await openTestDatabase<NoteTables>(NOTES);

const insertNote = (tx: TenantTransaction<NoteTables>) => tx.insertInto('note').values({ text: 'x' }).execute();
const listNotes = (tx: TenantTransaction<NoteTables>) => tx.selectFrom('note').select('text').execute();
const write = (tenant: string) => database.inTenant(tenant, insertNote);

describe('a transaction', () => {
  test('is not opened inside another one', async () => {
    const nested = database.inTenant(newTenantId(), () => write(newTenantId()));
    await expect(nested).rejects.toThrow(TransactionMisuse);
  });

  test('is known to the code that runs in it, and to no other', async () => {
    expect(insideTransaction()).toBe(false);
    expect(await database.inTenant(newTenantId(), () => Promise.resolve(insideTransaction()))).toBe(true);
    const afterwards: Promise<boolean>[] = [];
    const leaveBehind = () =>
      afterwards.push(new Promise((resolve) => setTimeout(() => resolve(insideTransaction()), 50)));
    await database.inTenant(newTenantId(), () => Promise.resolve(leaveBehind()));
    expect(await Promise.all(afterwards)).toEqual([false]);
  });

  test('takes no statement after its end', async () => {
    const kept = await database.inTenant(newTenantId(), (tx) => Promise.resolve({ use: () => listNotes(tx) }));
    await expect(kept.use()).rejects.toThrow(TransactionMisuse);
  });

  test('counts its statements', async () => {
    const before = database.statements.count;
    await database.inTenant(newTenantId(), async (tx) => [await insertNote(tx), await listNotes(tx)]);
    expect(database.statements.count - before).toBe(2);
  });

  test('wakes listeners when it wrote, and not when it read', async () => {
    let commits = 0;
    const stop = database.onCommit(() => (commits += 1));
    await database.inTenant(newTenantId(), listNotes);
    await database.inSystem('feed', (tx) => tx.selectFrom('outbox').select('id').execute());
    expect(commits).toBe(0);
    await write(newTenantId());
    expect(commits).toBe(1);
    stop();
    await write(newTenantId());
    expect(commits).toBe(1);
  });

  test('is not undone by a listener that fails', async () => {
    const stop = database.onCommit(() => {
      throw new Error('asleep');
    });
    const tenant = newTenantId();
    await write(tenant);
    stop();
    expect(await database.inTenant(tenant, listNotes)).toHaveLength(1);
  });
});
