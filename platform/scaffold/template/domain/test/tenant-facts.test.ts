import type { Database } from '@bailiwick/database';
import { newTenantId } from '@bailiwick/database/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { insertReport, lockCircumstances } from '../src/store/report.js';
import type { ReportingTables } from '../src/store/tables.js';
import { tenantFacts } from '../src/tenant-facts.js';
import { NOON, openReporting, tell, tenantChanged } from './database.js';

let database: Database<ReportingTables>;
beforeAll(async () => {
  database = await openReporting();
});

const stateOf = async (tenantId: string): Promise<string | null> =>
  (await database.inTenant(tenantId, lockCircumstances)).tenantState;

describe('what identity says of a tenant', () => {
  test('is kept, and replaced by what it says later', async () => {
    const tenantId = newTenantId();
    await tell(database, tenantId, { state: 'PROVISIONING', version: 1 });
    await tell(database, tenantId, { state: 'ACTIVE', version: 2 });
    expect(await stateOf(tenantId)).toBe('ACTIVE');
  });

  test('is not undone by an older word that comes late', async () => {
    const tenantId = newTenantId();
    await tell(database, tenantId, { state: 'SUSPENDED', version: 3 });
    await tell(database, tenantId, { state: 'ACTIVE', version: 2 });
    expect(await stateOf(tenantId)).toBe('SUSPENDED');
  });

  test('is not guessed at when it is not as agreed', async () => {
    const tenantId = newTenantId();
    await expect(tell(database, tenantId, { state: 'ACTIVE', version: 'two' })).rejects.toThrow();
    await expect(tell(database, null, { state: 'ACTIVE', version: 1 })).rejects.toThrow('names no tenant');
    expect(await stateOf(tenantId)).toBe(null);
  });

  test('is unknown after a word that could not be read for good', async () => {
    const tenantId = newTenantId();
    await tell(database, tenantId, { state: 'ACTIVE', version: 1 });
    await database.inSystem('consume', async (tx) => tenantFacts.setAside?.(tenantChanged(tenantId, {}), tx, database));
    expect(await stateOf(tenantId)).toBe(null);
  });
});

describe('a rebuild', () => {
  test('empties what identity said and hears it again, and leaves the reports', async () => {
    const tenantId = newTenantId();
    await tell(database, tenantId, { state: 'ACTIVE', version: 4 });
    await database.inTenant(tenantId, (tx) =>
      insertReport(tx, { id: crypto.randomUUID(), title: 'kept', createdAt: NOON }),
    );
    await database.inSystem('consume', (tx) => tenantFacts.reset(tx, database));
    expect(await database.inTenant(tenantId, lockCircumstances)).toEqual({ tenantState: null, reports: 1 });
    await tell(database, tenantId, { state: 'ACTIVE', version: 4 });
    expect(await database.inTenant(tenantId, lockCircumstances)).toEqual({ tenantState: 'ACTIVE', reports: 1 });
  });
});
