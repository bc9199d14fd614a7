import type { Database } from '@bailiwick/database';
import type { DemoPlan, DemoTenant } from '@bailiwick/subgraph-host';
import { orRefuse } from '@bailiwick/decision';
import { carryOut, openAccount } from './change-account.js';
import { findPlan, INTERNAL_PLAN, newestPlan } from './domain/catalogue.js';
import type { Order } from './domain/order.js';
import { decidePlanChange } from './domain/plan-change.js';
import { decideTrial } from './domain/trial.js';
import { MANUAL } from './provider/manual.js';
import type { Account } from './store/account.js';
import type { BillingTables } from './store/tables.js';

/** Subscribes the demo's tenants by the same rules and orders as a customer would, events and history included. */
export async function seedBilling(database: Database<BillingTables>, demo: DemoPlan, now: Date): Promise<void> {
  for (const tenant of demo.tenants) {
    await database.inTenant(tenant.id, async (tx) => {
      const account = await openAccount(tx, tenant.id, now);
      const order = orderOf(tenant, account, now);
      if (order !== null) await carryOut(tx, account, order, MANUAL, { tenantId: tenant.id, now, cause: 'CHANGE' });
    });
  }
}

function orderOf({ kind, plan: code, billing }: DemoTenant, { facts }: Account, now: Date): Order | null {
  if (kind === 'PLATFORM') return internalOrder();
  if (code === null || billing === null) return null;
  const plan = newestPlan(code);
  return orRefuse<Order>(
    billing === 'TRIALING'
      ? decideTrial(facts, plan, null, now)
      : decidePlanChange(facts, { plan, quantity: null }, now),
  );
}

function internalOrder(): Order | null {
  const plan = findPlan(INTERNAL_PLAN.code, INTERNAL_PLAN.version);
  return plan === null ? null : { kind: 'PLAN', plan, quantity: 0, subscription: null };
}
