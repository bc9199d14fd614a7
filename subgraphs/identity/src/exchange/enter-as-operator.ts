import type { Actor } from '@bailiwick/decision';
import type { DomainServices } from '@bailiwick/subgraph-host';
import type { TenantChoice } from '../domain/tenant-choice.js';
import { insertOperatorEntry } from '../store/operator-entry.js';
import type { IdentityTables } from '../store/tables.js';

/** Leaves the trace before the token exists: an operator whose visit cannot be recorded is not let in. */
export async function enterAsOperator(
  { database, log }: DomainServices<IdentityTables>,
  choice: Extract<TenantChoice, { readonly kind: 'OPERATOR' }>,
  actors: readonly Actor[],
  requestId: string,
  now: Date,
): Promise<void> {
  const { tenant, duty, reason, standing } = choice;
  const entry = { at: now, personId: standing.personId, duty, reason, requestId, actors };
  await database.inTenant(tenant.id, (tx) => insertOperatorEntry(tx, entry), { requestId });
  log.info({ tenantId: tenant.id, personId: standing.personId, duty, requestId }, 'operator entered');
}
