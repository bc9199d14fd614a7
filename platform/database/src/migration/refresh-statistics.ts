import { requireDomainName } from '../statements.js';
import type { DomainSource } from './files.js';
import { overOwner } from './over-owner.js';

export interface StatisticsOptions {
  /** The schema owner's URL: nobody else may vacuum its tables. */
  readonly url: string;
  readonly domain: DomainSource;
}

/**
 * What autovacuum does in its own time, at once: the planner learns how many rows there are, and which pages everybody
 * sees, without which an index alone answers nothing. For after a bulk load or a restore.
 */
export async function refreshStatistics({ url, domain }: StatisticsOptions): Promise<void> {
  const name = requireDomainName(domain.name);
  await overOwner(url, name, async (lease) => {
    const { rows } = await lease.query('select tablename from pg_tables where schemaname = $1', [name]);
    for (const { tablename } of rows) await lease.query(`vacuum (analyze) ${name}.${String(tablename)}`);
  });
}
