import type { TenantTransaction } from '@bailiwick/database';
import { readiness, type Setup } from '../domain/setup.js';
import { activateWhenReady, type Tenant } from '../domain/tenant.js';
import { emitSetup, emitTenant } from '../store/facts.js';
import { replaceSetup } from '../store/setup.js';
import type { IdentityTables } from '../store/tables.js';
import { replaceTenant } from '../store/tenant.js';

/** Keeps a step's completion with all that follows from it: the verdict for the other domains, and the tenant's own state. */
export async function keepSetup(tx: TenantTransaction<IdentityTables>, tenant: Tenant, setup: Setup): Promise<void> {
  await replaceSetup(tx, setup);
  await emitSetup(tx, tenant.id, setup);
  const activated = activateWhenReady(tenant, readiness(setup).ready, setup.changedAt);
  if (activated === null) return;
  await replaceTenant(tx, activated);
  await emitTenant(tx, activated);
}
