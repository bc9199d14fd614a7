import { readCatalogue } from '@bailiwick/database';
import { openTestDatabase } from '@bailiwick/database/testing';
import { describe, expect, test } from 'vitest';
import { identity } from '../src/index.js';

const PLATFORM = [
  'outbox',
  'feed_cursor',
  'due',
  'idempotency',
  'audit_entry',
  'declared_actions',
  'migration_history',
];

describe('the tables of identity', () => {
  test('are reached by these roles, in these ways, and by no others', async () => {
    const database = await openTestDatabase(identity);
    const lines = await readCatalogue(database);
    expect(lines.filter((line) => !PLATFORM.includes(line.split(' | ')[0] ?? '')).sort()).toEqual([]);
  });
});
