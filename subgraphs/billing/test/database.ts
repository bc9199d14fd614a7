import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { Database } from '@bailiwick/database';
import { allowAll, aPersonContext, testDomain } from '@bailiwick/subgraph-host/testing';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import { billing } from '../src/index.js';
import type { BillingTables } from '../src/store/tables.js';
import { NOON } from './builders.js';

export const openBilling = (): Promise<Database<BillingTables>> => openTestDatabase<BillingTables>(billing);

/** A graph whose clock the test moves. */
export async function startBilling(access = allowAll()) {
  const database = await openBilling();
  const clock = { now: NOON };
  const domain = await testDomain(billing, database, { services: { access, clock: () => clock.now } });
  return { database, clock, access, ...domain };
}

export interface Caller {
  readonly tenantId: string;
  readonly context: VerifiedTransactionContext;
}

/** Somebody in a tenant of their own, with these actions in scope. */
export function aCaller(scope: readonly string[] = ['billing.account.read', 'billing.entitlement.check']): Caller {
  const tenantId = newTenantId();
  return { tenantId, context: aPersonContext(tenantId, crypto.randomUUID(), { scope }) };
}

export interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** What the tenant's outbox told the others, oldest first. */
export const toldBy = (database: Database<BillingTables>, tenantId: string): Promise<readonly Told[]> =>
  database.inSystem('feed', async (tx) => {
    const rows = await tx
      .selectFrom('outbox')
      .select(['type', 'data'])
      .where('tenant_id', '=', tenantId)
      .orderBy('id')
      .execute();
    return rows.map(({ type, data }) => ({ type, data: data as Record<string, unknown> })); // the outbox keeps objects
  });
