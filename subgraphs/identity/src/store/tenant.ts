import type { Selectable, TenantTransaction } from '@bailiwick/database';
import type { Tenant } from '../domain/tenant.js';
import { readActor } from './stored-json.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

/** The transaction's own tenant; null where the domain does not know it. */
export async function findTenant(tx: Tx): Promise<Tenant | null> {
  const row = await tx.selectFrom('tenant').selectAll().executeTakeFirst();
  return row === undefined ? null : toTenant(row);
}

/** Locks the tenant, so that changes to it, and to what is counted per tenant, are decided one after the other. */
export async function lockTenant(tx: Tx): Promise<Tenant | null> {
  const row = await tx.selectFrom('tenant').selectAll().forUpdate().executeTakeFirst();
  return row === undefined ? null : toTenant(row);
}

/** False when the slug is taken. The tenant of the transaction is the one that is made. */
export async function insertTenant(tx: Tx, tenant: Tenant): Promise<boolean> {
  const inserted = await tx
    .insertInto('tenant')
    .values({
      tenant_id: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      kind: tenant.kind,
      created_at: tenant.createdAt,
      created_by: JSON.stringify(tenant.createdBy),
      ...changing(tenant),
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('tenant_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function replaceTenant(tx: Tx, tenant: Tenant): Promise<void> {
  await tx
    .updateTable('tenant')
    .set({ name: tenant.name, ...changing(tenant) })
    .execute();
}

function changing(tenant: Tenant) {
  return {
    state: tenant.state,
    state_since: tenant.stateSince,
    state_note: tenant.stateNote,
    activated_at: tenant.activatedAt,
    version: tenant.version,
  };
}

function toTenant(row: Selectable<IdentityTables['tenant']>): Tenant {
  return {
    id: row.tenant_id,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    state: row.state,
    stateSince: row.state_since,
    stateNote: row.state_note,
    activatedAt: row.activated_at,
    createdAt: row.created_at,
    createdBy: readActor(row.created_by),
    version: row.version,
  };
}
