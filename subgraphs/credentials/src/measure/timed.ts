import type { Database } from '@bailiwick/database';
import type { CredentialsTables } from '../store/tables.js';
import type { Case } from './list-cases.js';

/** How long one question takes, with its transaction: from asking until the rows are here. */
export interface Timed {
  readonly name: string;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** Asks each question so many times, after once for the caches. */
export async function timeAll(
  database: Database<CredentialsTables>,
  tenantId: string,
  cases: readonly Case[],
  { times, timed }: { readonly times: number; readonly timed: (count: number) => void },
): Promise<readonly Timed[]> {
  const all: Timed[] = [];
  for (const { name, run } of cases) {
    await database.inTenant(tenantId, run);
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) taken.push(await timeOf(() => database.inTenant(tenantId, run)));
    all.push({ name, ...summaryOf(taken) });
    timed(all.length);
  }
  return all;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function summaryOf(taken: readonly number[]): Omit<Timed, 'name'> {
  const sorted = [...taken].sort((a, b) => a - b);
  return { medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, maxMs: sorted.at(-1) ?? 0 };
}
