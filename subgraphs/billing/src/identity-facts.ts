import type { DomainEvent, Subscription } from '@bailiwick/events';
import { z } from 'zod';
import { carryOut, openAccount } from './change-account.js';
import { INTERNAL_PLAN, findPlan } from './domain/catalogue.js';
import { runningSubscription, type Order } from './domain/order.js';
import type { BillingProvider } from './provider/provider.js';
import {
  deleteIdentityFacts,
  replaceMembershipFact,
  replaceTenantFact,
  type TenantFact,
} from './store/identity-fact.js';
import type { BillingTables, BillingTransaction } from './store/tables.js';
import type { Account } from './store/account.js';

const version = z.int().min(1);
const tenantChanged = z.object({ id: z.uuid(), kind: z.string(), state: z.string(), version });
const membershipChanged = z.object({ membershipId: z.uuid(), state: z.string(), version });

/** What billing reads, by the type of the event. */
export const READ_EVENTS = {
  'identity.tenant.changed': tenantChanged,
  'identity.membership.changed': membershipChanged,
};

/** What billing takes from identity: which tenants there are, and whose memberships use a seat. */
export function identityFacts(provider: BillingProvider, clock: () => Date): Subscription<BillingTables> {
  return {
    source: 'identity',
    types: ['identity.tenant.changed', 'identity.membership.changed'],
    apply: (event, consumer, database) =>
      database.enterTenant(consumer, tenantOf(event), (tx) => applyEvent(tx, event, provider, clock())),
    reset: deleteIdentityFacts,
  };
}

async function applyEvent(
  tx: BillingTransaction,
  event: DomainEvent,
  provider: BillingProvider,
  now: Date,
): Promise<void> {
  if (event.type === 'identity.membership.changed')
    return replaceMembershipFact(tx, membershipChanged.parse(event.data));
  const fact = tenantChanged.parse(event.data);
  if (await replaceTenantFact(tx, fact)) await followTenant(tx, tenantOf(event), fact, provider, now);
}

/**
 * A new tenant gets its account, so that the others learn at once that nothing is paid for. Whoever runs the platform
 * is not billed. A closed tenant's subscriptions end: nobody could come back to cancel them.
 */
async function followTenant(
  tx: BillingTransaction,
  tenantId: string,
  { kind, state }: TenantFact,
  provider: BillingProvider,
  now: Date,
): Promise<void> {
  let account = await openAccount(tx, tenantId, now);
  const cause = state === 'CLOSED' ? 'TENANT_CLOSED' : 'CHANGE';
  for (let order = dueOrder(account, kind, state, now); order !== null; order = dueOrder(account, kind, state, now)) {
    account = await carryOut(tx, account, order, provider, { tenantId, now, cause });
  }
}

/** What the tenant's own state asks for, until it asks for nothing more. */
function dueOrder({ facts }: Account, kind: string, state: string, now: Date): Order | null {
  const subscription = runningSubscription(facts, now);
  if (state === 'CLOSED') return subscription === null ? null : { kind: 'CANCEL', at: null, subscription };
  const plan = findPlan(INTERNAL_PLAN.code, INTERNAL_PLAN.version);
  const needsPlan = kind === 'PLATFORM' && facts.subscriptions.length === 0;
  return needsPlan && plan !== null ? { kind: 'PLAN', plan, quantity: 0, subscription: null } : null;
}

function tenantOf({ tenantid, type }: DomainEvent): string {
  if (tenantid === null) throw new Error(`An event of the type ${type} names no tenant.`);
  return tenantid;
}
