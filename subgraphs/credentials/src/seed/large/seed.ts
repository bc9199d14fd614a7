import type { Database } from '@bailiwick/database';
import { appendAudit } from '../../audit/append-audit.js';
import { hasTenants } from '../../store/directory.js';
import type { CredentialsTables } from '../../store/tables.js';
import { planTenants, totalsOf, type SeedSize } from './plan.js';
import { progressOf } from './progress.js';
import { seedTenant } from './tenant.js';

const SAY_EVERY_MS = 2_000;
/** Tenants at a time: the server's two steps, parse and write, overlap; more only wait for each other. */
const AT_ONCE = 3;

/** Somebody's data is not measured with. */
class NotEmpty extends Error {
  constructor() {
    super('it holds tenants already. Make a new database, or drop the schema “credentials” of this one.');
    this.name = 'NotEmpty';
  }
}

/** Answers what was made. The caller's owner role vacuums afterwards: the application's may not. */
export async function seedLarge(
  database: Database<CredentialsTables>,
  size: SeedSize,
  now: Date,
  say: (line: string) => void,
): Promise<SeedSize> {
  if (await database.inSystem('directory', hasTenants)) throw new NotEmpty();
  const plans = planTenants(size);
  const totals = totalsOf(plans);
  const report = reporting(totals.credentials, say);
  const waiting = plans.values();
  const work = async () => {
    for (const plan of waiting) await seedTenant(database, plan, now, report);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await chainAll(database, say);
  return totals;
}

/** What was refused is in the log, as it is for everybody. */
async function chainAll(database: Database<CredentialsTables>, say: (line: string) => void): Promise<void> {
  let [chained, saidAt] = [0, performance.now()];
  const failed = (fields: object): never => {
    throw new Error('The log was not chained.', { cause: fields });
  };
  for (let more = 1; more > 0; chained += more) {
    more = await appendAudit(database, { error: failed });
    if (performance.now() - saidAt < SAY_EVERY_MS) continue;
    saidAt = performance.now();
    say(`${chained + more} refusals chained into the log`);
  }
}

function reporting(total: number, say: (line: string) => void): (credentials: number) => void {
  const startedAt = performance.now();
  let [done, saidAt] = [0, startedAt];
  return (credentials) => {
    done += credentials;
    const now = performance.now();
    if (now - saidAt < SAY_EVERY_MS && done < total) return;
    saidAt = now;
    say(progressOf(done, total, now - startedAt));
  };
}
