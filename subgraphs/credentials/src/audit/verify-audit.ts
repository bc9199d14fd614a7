import type { TenantTransaction } from '@bailiwick/database';
import { checkEnd, checkLeaves, EMPTY_LOG, type ChainCheck } from '../domain/audit-chain.js';
import { findAuditHead, listLeavesAfter } from '../store/audit-log.js';
import type { CredentialsTables } from '../store/tables.js';

const PAGE = 1_000;

/** Reads the tenant's whole log and recomputes it, from nothing to its head. Names the first entry that is not as it was. */
export async function verifyAudit(tx: TenantTransaction<CredentialsTables>, tenantId: string): Promise<ChainCheck> {
  let reached = EMPTY_LOG;
  for (;;) {
    const page = await listLeavesAfter(tx, reached.size, PAGE);
    const check = checkLeaves(tenantId, reached, page);
    if (!check.intact) return check;
    reached = check.head;
    if (page.length < PAGE) return checkEnd(reached, await findAuditHead(tx));
  }
}
