import type { SystemTransaction } from '@bailiwick/database';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = SystemTransaction<CredentialsTables, 'directory'>;

/** The tenants that have a credential of this reference: one, but for a coincidence in 2 × 10^14. */
export async function listTenantsOfReference(tx: Tx, reference: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('credential')
    .select('tenant_id')
    .where('reference', '=', reference)
    .limit(4)
    .execute();
  return rows.map((row) => row.tenant_id);
}

/** A tenant by its id or slug, as clients ask for it. */
export async function findTenantId(tx: Tx, requested: string): Promise<string | null> {
  const query = tx.selectFrom('tenant_fact').select('tenant_id');
  const named = isUuid(requested) ? query.where('tenant_id', '=', requested) : query.where('slug', '=', requested);
  return (await named.executeTakeFirst())?.tenant_id ?? null;
}

/** Where these machines are at home. */
export async function listHomes(tx: Tx, machineIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = machineIds.filter(isUuid);
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('machine_identity').select(['id', 'tenant_id']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row.tenant_id]));
}

/** Whether this database knows of any tenant. */
export async function hasTenants(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('tenant_fact').select('tenant_id').limit(1).executeTakeFirst()) !== undefined;
}
