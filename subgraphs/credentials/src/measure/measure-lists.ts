import type { Database } from '@bailiwick/database';
import type { CredentialsTables } from '../store/tables.js';
import { explainAll } from './captured.js';
import { exchangeCase } from './exchange-case.js';
import { findGround, type Ground } from './ground.js';
import { historyCases } from './history-cases.js';
import { listCases } from './list-cases.js';
import { lookUpCases } from './look-up-cases.js';
import { postureCases } from './posture-cases.js';
import { timeAll, type Timed } from './timed.js';

export interface MeasuredLists {
  readonly cases: readonly Timed[];
  /** The same look-up in a small tenant and in the largest, in turn. */
  readonly exchanges: readonly MeasuredExchange[];
}

export interface MeasuredExchange extends Timed {
  readonly slug: string;
  readonly credentials: number;
  /** That the database looked at. */
  readonly rows: number;
}

/** Of a default seed: it has 300 credentials. */
const SMALL = 'seed-4';
const HUGE = 'seed-huge';
/** One look-up is short: it takes more of them for a median. */
const EXCHANGES_FOR_A_LIST = 10;

/** Every list, filter and look-up in the largest tenant of a database that `seedLarge` filled; prints nothing, judges nothing. */
export async function measureLists(
  database: Database<CredentialsTables>,
  { now, times, measured }: { readonly now: Date; readonly times: number; readonly measured: (line: string) => void },
): Promise<MeasuredLists> {
  const ground = await findGround(database, now, HUGE);
  const all = [...listCases(ground), ...lookUpCases(ground), ...postureCases(ground), ...historyCases(ground)];
  const timed = (count: number) => measured(`${count} of ${all.length} measured`);
  const cases = await timeAll(database, ground.tenantId, all, { times, timed });
  const exchanges: MeasuredExchange[] = [];
  for (const slug of [SMALL, HUGE, SMALL, HUGE])
    exchanges.push(await measureExchange(database, slug, await findGround(database, now, slug), times));
  return { cases, exchanges };
}

async function measureExchange(
  database: Database<CredentialsTables>,
  slug: string,
  ground: Ground,
  times: number,
): Promise<MeasuredExchange> {
  const { tenantId } = ground;
  const one = exchangeCase(ground);
  const quiet = { times: times * EXCHANGES_FOR_A_LIST, timed: () => undefined };
  const [timed] = await timeAll(database, tenantId, [one], quiet);
  if (timed === undefined) throw new Error('One case was timed as none.');
  const explained = await explainAll(database, tenantId, one.run);
  const rows = explained.reduce((sum, statement) => sum + statement.rows, 0);
  const credentials = await database.inTenant(tenantId, async (tx) => {
    const counts = await tx.selectFrom('credential_count').select('count').execute();
    return counts.reduce((sum, { count }) => sum + Number(count), 0);
  });
  return { ...timed, slug, credentials, rows };
}
