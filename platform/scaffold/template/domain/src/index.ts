import type { DomainDefinition } from '@bailiwick/subgraph-host';
import { reportingActions } from './actions.js';
import { reportingReasons } from './domain/reasons.js';
import { reportingResolvers } from './resolvers/report.js';
import { seedReports } from './seed.js';
import type { ReportingTables } from './store/tables.js';
import { tenantFacts } from './tenant-facts.js';

/** Reports, and who may make one. */
export const reporting: DomainDefinition<ReportingTables> = {
  name: 'reporting',
  directory: new URL('../', import.meta.url),
  reasons: reportingReasons,
  actions: reportingActions,
  assemble: () => ({ resolvers: reportingResolvers, subscriptions: [tenantFacts] }),
  seed: seedReports,
};
