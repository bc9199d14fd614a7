import { readCatalogue, type Database } from '@bailiwick/database';
import { newTenantId, PLATFORM_TABLES } from '@bailiwick/database/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/domain/report.js';
import { findReports, insertReport, listReports, lockCircumstances } from '../src/store/report.js';
import type { ReportingTables } from '../src/store/tables.js';
import { NOON, openReporting, tell } from './database.js';

let database: Database<ReportingTables>;
beforeAll(async () => {
  database = await openReporting();
});

const aReport = (title: string, minutes = 0): Report => ({
  id: crypto.randomUUID(),
  title,
  createdAt: new Date(NOON.getTime() + minutes * 60_000),
});

describe('the reports of a tenant', () => {
  test('are listed newest first', async () => {
    const tenantId = newTenantId();
    const [older, newer] = [aReport('older'), aReport('newer', 1)];
    await database.inTenant(tenantId, async (tx) => {
      for (const report of [older, newer]) await insertReport(tx, report);
    });
    expect(await database.inTenant(tenantId, listReports)).toEqual([newer, older]);
  });

  test('are seen by no other tenant, by id or in a list', async () => {
    const theirs = aReport('theirs');
    await database.inTenant(newTenantId(), (tx) => insertReport(tx, theirs));
    const seen = await database.inTenant(newTenantId(), async (tx) => [
      ...(await listReports(tx)),
      ...(await findReports(tx, [theirs.id])),
    ]);
    expect(seen).toEqual([]);
  });

  test('are counted beside identity’s word about that tenant alone', async () => {
    const [ours, theirs] = [newTenantId(), newTenantId()];
    await tell(database, theirs, { state: 'ACTIVE', version: 1 });
    await database.inTenant(theirs, (tx) => insertReport(tx, aReport('theirs')));
    expect(await database.inTenant(ours, lockCircumstances)).toEqual({ tenantState: null, reports: 0 });
    expect(await database.inTenant(theirs, lockCircumstances)).toEqual({ tenantState: 'ACTIVE', reports: 1 });
  });
});

describe('the tables of reporting', () => {
  test('are reached by these roles, in these ways, and by no others', async () => {
    const lines = await readCatalogue(database);
    expect(lines.filter((line) => !PLATFORM_TABLES.includes(line.split(' | ')[0] ?? '')).sort()).toEqual([
      'report | tenant | insert, select | own rows',
      'tenant_fact | consume | delete, select | all rows',
      'tenant_fact | tenant | delete, insert, select, update | own rows',
    ]);
  });
});
