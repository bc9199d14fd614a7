import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import type { CredentialsTables } from '../store/tables.js';
import { appendAudit } from './append-audit.js';
import { closeUsage } from './close-usage.js';

/** Chains what this process writes soon after it is committed, and what another left behind. */
export interface AuditAppender {
  readonly start: () => void;
  /** Resolves when all that was queued before is chained, or has failed. */
  readonly settle: () => Promise<void>;
}

/** Long enough to gather a batch, short enough that an entry is chained within 100 ms. */
const GATHER_MS = 50;
/** For what a process that ended left in the queue: nothing here was committed that would wake anybody. */
const SWEEP_MS = 1_000;

export function createAuditAppender(
  database: Database<CredentialsTables>,
  clock: () => Date,
  log: Pick<Log, 'error'>,
): AuditAppender {
  let gathering: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let forget: () => void = () => undefined;
  let sweep: NodeJS.Timeout | null = null;
  const pass = async (before: () => Promise<void>): Promise<void> => {
    try {
      await before();
      while ((await appendAudit(database, log)) > 0);
    } catch (error) {
      log.error({ err: error }, 'audit queue not read');
    }
  };
  const run = (before = nothing): Promise<void> => (running = running.then(() => pass(before)));
  const wake = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      void run();
    }, GATHER_MS).unref();
  };
  return {
    start: () => {
      forget = database.onCommit(wake);
      sweep = setInterval(() => void run(() => closeUsage(database, clock(), log)), SWEEP_MS).unref();
    },
    settle: () => {
      forget();
      if (sweep !== null) clearInterval(sweep);
      if (gathering !== null) clearTimeout(gathering);
      gathering = null;
      return run();
    },
  };
}

async function nothing(): Promise<void> {}
