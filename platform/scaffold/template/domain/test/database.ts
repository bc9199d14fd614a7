import type { Database } from '@bailiwick/database';
import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { DomainEvent } from '@bailiwick/events';
import { allowAll, aPersonContext, testDomain } from '@bailiwick/subgraph-host/testing';
import { REPORT_READ } from '../src/actions.js';
import { reporting } from '../src/index.js';
import type { ReportingTables } from '../src/store/tables.js';
import { tenantFacts } from '../src/tenant-facts.js';

export const NOON = new Date('2026-11-21T12:00:00Z');

export const openReporting = (): Promise<Database<ReportingTables>> => openTestDatabase<ReportingTables>(reporting);

/** The domain's graph on a real database, behind the signature. */
export async function startReporting(access = allowAll()) {
  const database = await openReporting();
  const domain = await testDomain(reporting, database, { services: { access, clock: () => NOON } });
  return { database, ...domain };
}

/** Somebody in a tenant of their own, of which identity has said this. */
export async function aCaller(database: Database<ReportingTables>, state: string | null = 'ACTIVE') {
  const tenantId = newTenantId();
  if (state !== null) await tell(database, tenantId, { state, version: 1 });
  return { tenantId, context: aPersonContext(tenantId, crypto.randomUUID(), { scope: [REPORT_READ] }) };
}

/** What identity says of a tenant, as it comes out of the feed. */
export const tell = (database: Database<ReportingTables>, tenantid: string | null, data: object): Promise<void> =>
  database.inSystem('consume', (tx) => tenantFacts.apply(tenantChanged(tenantid, data), tx, database));

export const tenantChanged = (tenantid: string | null, data: object): DomainEvent => ({
  specversion: '1.0',
  id: crypto.randomUUID(),
  source: 'urn:bailiwick:identity',
  type: 'identity.tenant.changed',
  subject: tenantid ?? '',
  time: NOON.toISOString(),
  tenantid,
  requestid: null,
  sequence: '1.1',
  data,
});
