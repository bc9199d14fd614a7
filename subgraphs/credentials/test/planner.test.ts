import { openTestDatabase } from '@bailiwick/database/testing';
import { sql } from '@bailiwick/database';
import { expect, test } from 'vitest';
import { credentials } from '../src/index.js';
import type { CredentialsTables } from '../src/store/tables.js';

test('no table is planned as if its largest tenant were an average one', async () => {
  const database = await openTestDatabase<CredentialsTables>(credentials);
  const { rows } = await database.inSystem('directory', (tx) =>
    sql<{ table: string; options: string[] | null }>`
      select relname as table, attoptions as options from pg_class join pg_attribute on attrelid = pg_class.oid
      where relnamespace = current_schema()::regnamespace and relkind = 'r' and attname = 'tenant_id'`.execute(tx),
  );
  expect(rows.length).toBeGreaterThan(20);
  // One row for each tenant: there it is the directory that looks for one of many.
  const unset = rows.filter(({ table, options }) => table !== 'tenant_fact' && !options?.includes('n_distinct=100'));
  expect(unset.map(({ table }) => table)).toEqual([]);
});
