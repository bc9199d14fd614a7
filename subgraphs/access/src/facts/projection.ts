import type { TenantTransaction } from '@bailiwick/database';
import { emitWithdrawal, type DomainEvent } from '@bailiwick/events';
import type { z } from 'zod';
import { deleteFact, replaceFact } from '../store/fact.js';
import { insertEndedMembership } from '../store/handled.js';
import { replaceEndOfAll } from '../store/role-assignment.js';
import type { AccessTables, FactKind } from '../store/tables.js';
import {
  entitlementsChanged,
  machineChanged,
  membershipChanged,
  readinessChanged,
  setupChanged,
  tenantChanged,
} from './event-data.js';
import { withdrawsMachine, withdrawsMember, withdrawsTenant } from './withdrawal.js';

type Apply = (tx: TenantTransaction<AccessTables>, event: DomainEvent) => Promise<void>;

/** How one event type becomes a fact, and which fact is unknown when it could not be read. */
export interface FactProjection {
  readonly kind: FactKind;
  readonly apply: Apply;
}

/** The newest word of a subject replaces what was known of it; a word that cannot be read makes it unknown. */
export const FACT_PROJECTIONS: Readonly<Record<string, FactProjection>> = {
  'identity.tenant.changed': { kind: 'tenant', apply: applyTenant },
  'identity.membership.changed': { kind: 'membership', apply: applyMembership },
  'identity.platform_setup.changed': { kind: 'platform_setup', apply: keeping('platform_setup', setupChanged) },
  'billing.readiness.changed': { kind: 'billing_readiness', apply: keeping('billing_readiness', readinessChanged) },
  'billing.entitlements.changed': { kind: 'entitlements', apply: keeping('entitlements', entitlementsChanged) },
  'credentials.machine_identity.changed': { kind: 'machine', apply: applyMachine },
};

export async function forget(tx: TenantTransaction<AccessTables>, event: DomainEvent): Promise<void> {
  const projection = FACT_PROJECTIONS[event.type];
  if (projection !== undefined) await deleteFact(tx, projection.kind, event.subject);
}

/** A fact from which nothing else follows. */
function keeping(kind: FactKind, schema: z.ZodType<{ readonly version: number }>): Apply {
  return async (tx, event) => {
    await keep(tx, kind, event, schema.parse(event.data));
  };
}

async function applyTenant(tx: TenantTransaction<AccessTables>, event: DomainEvent): Promise<void> {
  const tenant = tenantChanged.parse(event.data);
  const isNews = await keep(tx, 'tenant', event, tenant);
  if (isNews && withdrawsTenant(tenant)) await emitWithdrawal(tx, { tenant: event.subject });
}

async function applyMembership(tx: TenantTransaction<AccessTables>, event: DomainEvent): Promise<void> {
  const membership = membershipChanged.parse(event.data);
  const { personId, membershipId, version, state } = membership;
  const isNews = await keep(tx, 'membership', event, membership, personId);
  const hasEnded = state === 'LEFT' && (await insertEndedMembership(tx, membershipId, version));
  if (hasEnded) await replaceEndOfAll(tx, personId, new Date(event.time));
  if (isNews && withdrawsMember(membership)) await emitWithdrawal(tx, { sub: `person:${personId}` });
}

async function applyMachine(tx: TenantTransaction<AccessTables>, event: DomainEvent): Promise<void> {
  const machine = machineChanged.parse(event.data);
  const isNews = await keep(tx, 'machine', event, machine, machine.machineIdentityId);
  if (isNews && withdrawsMachine(machine)) await emitWithdrawal(tx, { sub: `machine:${machine.machineIdentityId}` });
}

async function keep<Value extends { readonly version: number }>(
  tx: TenantTransaction<AccessTables>,
  kind: FactKind,
  event: DomainEvent,
  data: Value,
  about: string = event.subject,
): Promise<boolean> {
  const { version, ...value } = data;
  const [source = ''] = event.type.split('.');
  return replaceFact(tx, { kind, subject: event.subject, about, source, version, value });
}
