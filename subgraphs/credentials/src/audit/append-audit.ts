import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import { chainEntries } from '../domain/audit-chain.js';
import { appendLeaves, listTenantsQueued, lockAuditHead, takeQueued } from '../store/audit-log.js';
import type { CredentialsTables } from '../store/tables.js';

const BATCH_MAX = 500;
const TENANTS_MAX = 100;

/**
 * Chains all that waits, one tenant's batch in one transaction: a batch that fails waits again, whole. Two appenders
 * never meet, because the second finds the head locked and leaves that tenant to the first. Answers how many were chained.
 */
export async function appendAudit(database: Database<CredentialsTables>, log: Pick<Log, 'error'>): Promise<number> {
  const tenants = await database.inSystem('directory', (tx) => listTenantsQueued(tx, TENANTS_MAX));
  let appended = 0;
  for (const tenantId of tenants) {
    try {
      appended += await appendOfTenant(database, tenantId);
    } catch (error) {
      log.error({ err: error, tenantId }, 'audit entries not chained');
    }
  }
  return appended;
}

async function appendOfTenant(database: Database<CredentialsTables>, tenantId: string): Promise<number> {
  return database.inTenant(tenantId, async (tx) => {
    const head = await lockAuditHead(tx);
    if (head === null) return 0;
    const leaves = chainEntries(tenantId, head, await takeQueued(tx, BATCH_MAX));
    await appendLeaves(tx, leaves);
    return leaves.length;
  });
}
