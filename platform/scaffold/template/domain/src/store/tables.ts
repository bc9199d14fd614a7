import type { Generated, TenantTransaction } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';

/** The tenant of the transaction, by the column's default. */
type OwnTenant = Generated<string>;

export interface ReportingTables extends PlatformTables {
  report: { tenant_id: OwnTenant; id: string; title: string; created_at: Date };
  tenant_fact: { tenant_id: OwnTenant; state: string; version: number };
}

export type ReportingTransaction = TenantTransaction<ReportingTables>;
