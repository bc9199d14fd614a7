import { readCatalogue } from '@bailiwick/database';
import { openTestDatabase, PLATFORM_TABLES } from '@bailiwick/database/testing';
import { describe, expect, test } from 'vitest';
import { billing } from '../src/index.js';

describe('the tables of billing', () => {
  test('are reached by these roles, in these ways, and by no others', async () => {
    const database = await openTestDatabase(billing);
    const lines = await readCatalogue(database);
    expect(lines.filter((line) => !PLATFORM_TABLES.includes(line.split(' | ')[0] ?? '')).sort()).toEqual([
      'billing_account | tenant | delete, insert, select, update | own rows',
      'entitlement_grant | tenant | delete, insert, select, update | own rows',
      'grace_extension | tenant | insert, select | own rows',
      'membership_fact | consume | delete, select | all rows',
      'membership_fact | tenant | delete, insert, select, update | own rows',
      'subscription | tenant | delete, insert, select, update | own rows',
      'subscription_transition | tenant | insert, select | own rows',
      'tenant_fact | consume | delete, select | all rows',
      'tenant_fact | tenant | delete, insert, select, update | own rows',
    ]);
  });
});
