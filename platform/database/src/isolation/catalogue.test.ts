import { expect, test } from 'vitest';
import { NOTES } from '../../test/builders.js';
import { openTestDatabase } from '../testing/index.js';
import { readCatalogue } from './catalogue.js';

/** Who may do what to which rows. A line that changes here is a decision: make it on purpose. */
const PINNED = [
  'audit_entry | tenant | insert, select | own rows',
  'colour | tenant | select | shared',
  'declared_actions | declare | delete, insert, select, update | all rows',
  'due | clock | delete, select, update(due_at) | all rows',
  'due | tenant | delete, insert, select, update | own rows',
  'feed_cursor | consume | delete, insert, select, update | shared',
  'feed_cursor | tenant | select | shared',
  'feed_history | declare | select | shared',
  'feed_history | feed | select | shared',
  'feed_history | tenant | select | shared',
  'idempotency | tenant | delete, insert, select, update | own rows',
  'migration_history | declare | select | shared',
  'note | consume | select | all rows',
  'note | directory | select(id, tenant_id) | all rows',
  'note | tenant | delete, insert, select, update | own rows',
  'outbox | declare | insert(data, subject, tenant_id, type) | (tenant_id IS NULL)',
  'outbox | feed | select | all rows',
  'outbox | tenant | insert(data, subject, tenant_id, type) | own rows',
];

test("the platform's tables are open to exactly these roles, privileges and rows", async () => {
  expect(await readCatalogue(await openTestDatabase(NOTES))).toEqual(PINNED);
});
