import { describe, expect, test } from 'vitest';
import { newTenantId, openTestDatabase } from '../src/testing/index.js';
import { NOTES } from './builders.js';
import type { NoteTables } from './builders.js';

const database = await openTestDatabase<NoteTables>(NOTES);

describe('a tenant transaction', () => {
  test('sees its own rows and no other tenant\'s', async () => {
    const [ours, theirs] = [newTenantId(), newTenantId()];
    await database.inTenant(ours, (tx) => tx.insertInto('note').values({ text: 'ours' }).execute());
    await database.inTenant(theirs, (tx) => tx.insertInto('note').values({ text: 'theirs' }).execute());
    const seen = await database.inTenant(ours, (tx) => tx.selectFrom('note').select('text').execute());
    expect(seen).toEqual([{ text: 'ours' }]);
  });
});
