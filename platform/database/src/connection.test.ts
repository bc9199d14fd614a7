import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { NOTES } from '../test/builders.js';
import type { NoteTables } from '../test/builders.js';
import { newTenantId, openTestDatabase } from './testing/index.js';

const database = await openTestDatabase<NoteTables>(NOTES);

async function roundTrip(type: string, value: unknown): Promise<unknown> {
  const query = sql<{ value: unknown }>`select ${value}::${sql.raw(type)} as value`;
  const { rows } = await database.inTenant(newTenantId(), (tx) => query.execute(tx));
  return rows[0]?.value;
}

// One list for both engines: run it on PostgreSQL with `npm run test:postgres`.
describe('a value keeps its type through either database:', () => {
  test.each<[string, unknown, unknown]>([
    ['timestamptz', new Date('2026-01-31T10:00:00.123Z'), new Date('2026-01-31T10:00:00.123Z')],
    ['timestamptz', '2026-01-31T12:00:00+02:00', new Date('2026-01-31T10:00:00Z')],
    ['date', '2026-01-31', '2026-01-31'],
    ['bigint', 9_007_199_254_740_993n, '9007199254740993'],
    ['bigint', '5', '5'],
    ['xid8', '18446744073709551615', '18446744073709551615'],
    ['numeric', '10.50', '10.50'],
    ['integer', 7, 7],
    ['boolean', true, true],
    ['text', 'it\'s "é"', 'it\'s "é"'],
    ['text', null, null],
    ['uuid', '00000000-0000-4000-8000-00000000000A', '00000000-0000-4000-8000-00000000000a'],
    ['jsonb', { a: [1, 'two', null] }, { a: [1, 'two', null] }],
    ['jsonb', '"text"', 'text'],
    ['json', { b: true }, { b: true }],
    ['text[]', ['a', 'b,"c"'], ['a', 'b,"c"']],
    ['uuid[]', [], []],
    ['bytea', Buffer.from([0, 255, 39]), Buffer.from([0, 255, 39])],
  ])('%s %s', async (type, value, expected) => {
    expect(await roundTrip(type, value)).toEqual(expected);
  });

  test('an error carries its state', async () => {
    await expect(roundTrip('integer', 'x')).rejects.toMatchObject({ code: '22P02' });
  });
});
