import type { DomainEvent, Subscription } from '@bailiwick/events';
import { z } from 'zod';
import type { ReportingTables } from './store/tables.js';
import { deleteTenantFact, deleteTenantFacts, replaceTenantFact } from './store/tenant-fact.js';

/** Of identity's word about a tenant no more than is needed here. */
const tenantChanged = z.object({ state: z.string(), version: z.int().min(1) });

/** What reporting takes from identity. Cursor and fact move in one transaction, so each event counts exactly once. */
export const tenantFacts: Subscription<ReportingTables> = {
  source: 'identity',
  types: ['identity.tenant.changed'],
  apply: (event, consumer, database) =>
    database.enterTenant(consumer, tenantOf(event), (tx) => replaceTenantFact(tx, tenantChanged.parse(event.data))),
  setAside: (event, consumer, database) => database.enterTenant(consumer, tenantOf(event), deleteTenantFact),
  reset: deleteTenantFacts,
};

function tenantOf({ tenantid, type }: DomainEvent): string {
  if (tenantid === null) throw new Error(`An event of the type ${type} names no tenant.`);
  return tenantid;
}
