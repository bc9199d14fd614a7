import type { SystemTransaction } from '@bailiwick/database';
import type { ReportingTables, ReportingTransaction } from './tables.js';

export interface TenantFact {
  readonly state: string;
  readonly version: number;
}

/** Keeps the fact unless a newer one is known: a feed may say a thing twice, and an old thing late. */
export async function replaceTenantFact(tx: ReportingTransaction, { state, version }: TenantFact): Promise<void> {
  await tx
    .insertInto('tenant_fact')
    .values({ state, version })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet({ state, version }).where('tenant_fact.version', '<', version),
    )
    .execute();
}

/** Nothing is known of the tenant from here on. */
export async function deleteTenantFact(tx: ReportingTransaction): Promise<void> {
  await tx.deleteFrom('tenant_fact').execute();
}

/** Empties the projection, of all tenants. Reports are reporting's own and stay. */
export async function deleteTenantFacts(tx: SystemTransaction<ReportingTables, 'consume'>): Promise<void> {
  await tx.deleteFrom('tenant_fact').execute();
}
