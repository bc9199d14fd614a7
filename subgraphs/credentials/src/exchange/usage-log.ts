import { AsyncResource } from 'node:async_hooks';
import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import { EXCHANGED, minuteOf } from '../domain/usage.js';
import { keepExchanges, type CountedUse, type ExchangeUse } from '../store/usage.js';
import type { CredentialsTables } from '../store/tables.js';
import { UsageBatches, type AllowedUse } from './usage-batches.js';

/** What was allowed, gathered in memory and written together, so that an exchange writes nothing itself. */
export interface UsageLog {
  /** Answers the id of the decision that this use repeats. */
  readonly record: (use: AllowedUse) => string;
  readonly start: () => void;
  /** Resolves when all that was recorded before is written, or has failed. */
  readonly settle: () => Promise<void>;
}

/** A process that is killed loses what came after its last write: this long, and as long as one write takes. */
const EVERY_MS = 250;

export function createUsageLog(database: Database<CredentialsTables>, log: Pick<Log, 'warn' | 'error'>): UsageLog {
  // Uses are recorded from inside the exchange's transaction, and written outside of any.
  const outside = new AsyncResource('UsageLog');
  const batches = new UsageBatches();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const next = (): Promise<void> =>
    (writing = writing.then(() => outside.runInAsyncScope(() => writeAll(database, batches, log))));
  return {
    record: (use) => batches.add(use),
    start: () => {
      timer = setInterval(() => void next(), EVERY_MS).unref();
    },
    settle: () => {
      if (timer !== null) clearInterval(timer);
      return next();
    },
  };
}

/** One transaction for each tenant. What one does not take is tried again with what comes next. */
async function writeAll(
  database: Database<CredentialsTables>,
  batches: UsageBatches,
  log: Pick<Log, 'warn' | 'error'>,
): Promise<void> {
  for (const [tenantId, batch] of batches.take()) {
    const { decisions, exchanges } = batch;
    try {
      await database.inTenant(tenantId, (tx) => keepExchanges(tx, decisions, exchanges, countOf(exchanges)));
    } catch (error) {
      log.error({ err: error, tenantId, uses: exchanges.length }, 'uses not written yet');
      batches.giveBack(tenantId, batch);
    }
  }
  const dropped = batches.takeDropped();
  if (dropped > 0) log.warn({ dropped }, 'uses lost: the database did not take them');
}

/** Alike ones within a minute as one: under load that is most of them, and each row would cost as much as the next. */
function countOf(exchanges: readonly ExchangeUse[]): readonly CountedUse[] {
  const counted = new Map<string, CountedUse>();
  for (const { credentialId, versionNumber, runtimeId, address, at } of exchanges) {
    const key = [minuteOf(at).getTime(), credentialId, versionNumber, runtimeId ?? '', address ?? ''].join(' ');
    const before = counted.get(key);
    const what = { credentialId, versionNumber, runtimeId, address, action: EXCHANGED } as const;
    const lastAt = before !== undefined && before.lastAt > at ? before.lastAt : at;
    const count = (before?.count ?? 0) + 1;
    counted.set(key, { ...what, effect: 'ALLOW', code: 'credentials.trusted', count, lastAt });
  }
  return [...counted.values()];
}
