import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import { reasons } from '../domain/reasons.js';
import { closeMinutes, listTenantsClosing } from '../store/close-usage.js';
import type { CredentialsTables } from '../store/tables.js';

const TENANTS_MAX = 100;
const MINUTES_MAX = 500;
const TRUSTED = reasons.reason('credentials.trusted');

/** Counts of minutes that are over go into the log as aggregates, so that whatever was allowed is there too. */
export async function closeUsage(
  database: Database<CredentialsTables>,
  now: Date,
  log: Pick<Log, 'error'>,
): Promise<void> {
  const tenants = await database.inSystem('directory', (tx) => listTenantsClosing(tx, now, TENANTS_MAX));
  for (const tenantId of tenants) {
    try {
      while ((await database.inTenant(tenantId, (tx) => closeMinutes(tx, now, TRUSTED, MINUTES_MAX))) === MINUTES_MAX);
    } catch (error) {
      log.error({ err: error, tenantId }, 'counted uses not put into the audit log');
    }
  }
}
