import { AsyncResource } from 'node:async_hooks';
import type { Log } from '@bailiwick/config';
import type { Database, TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from '../store/tables.js';

/**
 * Keeps what strangers were refused, after they have their answer: to find out more about a known reference, and to
 * write it down, would take longer than for an unknown one, and the difference would be an answer.
 */
export interface StrangerLog {
  readonly add: (
    tenantId: string,
    requestId: string,
    keep: (tx: TenantTransaction<CredentialsTables>) => Promise<void>,
  ) => void;
  /** Resolves when all that was added is kept. */
  readonly settle: () => Promise<void>;
}

const HELD_MAX = 1_000;

/** Beyond the bound the refusals are counted, and the count is said: a gap is never silent. */
export function createStrangerLog(
  database: Database<CredentialsTables>,
  log: Pick<Log, 'warn' | 'error'>,
): StrangerLog {
  // Refusals are added from inside the exchange's transaction, and written when it is over: not as a part of it.
  const outside = new AsyncResource('StrangerLog');
  let held = 0;
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();
  const write = async (
    tenantId: string,
    requestId: string,
    keep: (tx: TenantTransaction<CredentialsTables>) => Promise<void>,
  ): Promise<void> => {
    try {
      await database.inTenant(tenantId, keep, { requestId });
    } catch (error) {
      log.error({ err: error, tenantId, requestId }, 'trust decision not kept');
    } finally {
      held -= 1;
      if (held === 0 && dropped > 0) log.warn({ dropped }, 'trust decisions of strangers were too many to keep');
      if (held === 0) dropped = 0;
    }
  };
  return {
    add: (tenantId, requestId, keep) => {
      if (held >= HELD_MAX) {
        dropped += 1;
        return;
      }
      held += 1;
      writing = writing.then(() => outside.runInAsyncScope(write, null, tenantId, requestId, keep));
    },
    settle: () => writing,
  };
}
