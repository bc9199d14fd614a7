import type { Actor } from '@bailiwick/decision';
import { keepAuditEntries } from '@bailiwick/subgraph-host';
import { reasons } from '../domain/reasons.js';
import type { TenantChoice } from '../domain/tenant-choice.js';
import { insertOperatorEntry } from '../store/operator-entry.js';
import { exchangeEntry, type LogServices, type Occasion } from './exchange-log.js';

/** Leaves the trace before the token exists: an operator whose visit cannot be recorded is not let in. */
export async function enterAsOperator(
  { database, log }: LogServices,
  choice: Extract<TenantChoice, { readonly kind: 'OPERATOR' }>,
  actors: readonly Actor[],
  occasion: Occasion,
): Promise<void> {
  const { tenant, duty, reason: why, standing } = choice;
  const { requestId, now, txn } = occasion;
  const reason = reasons.reason('identity.entered_as_operator', { facts: { duty, why } });
  await database.inTenant(
    tenant.id,
    async (tx) => {
      const visit = await insertOperatorEntry(tx, {
        at: now,
        personId: standing.personId,
        duty,
        reason: why,
        requestId,
      });
      await keepAuditEntries(tx, [exchangeEntry(occasion, actors, { effect: 'ALLOW', reason, txn, visit })]);
    },
    { requestId },
  );
  log.info({ tenantId: tenant.id, personId: standing.personId, duty, requestId }, 'operator entered');
}
