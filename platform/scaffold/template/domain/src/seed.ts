import { randomUUID } from 'node:crypto';
import type { Database } from '@bailiwick/database';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { insertReport } from './store/report.js';
import type { ReportingTables } from './store/tables.js';

/** One report for each demo customer that is set up, so that there is something to see. */
export async function seedReports(database: Database<ReportingTables>, demo: DemoPlan, now: Date): Promise<void> {
  const customers = demo.tenants.filter(({ kind, setUp }) => kind === 'CUSTOMER' && setUp);
  for (const { id, name } of customers)
    await database.inTenant(id, (tx) =>
      insertReport(tx, { id: randomUUID(), title: `The first report of ${name}`, createdAt: now }),
    );
}
