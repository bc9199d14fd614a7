import { createLog } from '@bailiwick/config';
import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { Database } from '@bailiwick/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../index.js';
import type { CredentialsTables } from '../store/tables.js';
import { createStrangerLog } from './stranger-log.js';

let database: Database<CredentialsTables>;
beforeAll(async () => {
  database = await openTestDatabase<CredentialsTables>(credentials);
});
afterAll(() => database.close());

describe('what a stranger was refused', () => {
  test('is kept although it was noted inside the transaction of the exchange', async () => {
    const tenantId = newTenantId();
    const strangers = createStrangerLog(database, createLog('test', 'fatal'));
    const kept: string[] = [];
    const keep = async (): Promise<void> => {
      kept.push('refusal');
      await Promise.resolve();
    };
    await database.inTenant(tenantId, async () => {
      await Promise.resolve();
      strangers.add(tenantId, 'request', keep);
    });
    await strangers.settle();
    expect(kept).toEqual(['refusal']);
  });
});
