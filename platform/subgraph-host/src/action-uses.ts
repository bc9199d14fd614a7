import type { Log } from '@bailiwick/config';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';

/** How often a machine asked for one action with one of its tokens, and what the answer was. */
export interface ActionUse {
  readonly txn: string;
  readonly machineId: string;
  readonly credentialId: string;
  readonly runtimeId: string | null;
  readonly action: string;
  readonly effect: 'ALLOW' | 'DENY';
  /** The code of access's reason. */
  readonly code: string;
  readonly count: number;
  readonly lastAt: Date;
}

/** Whoever keeps the uses: credentials, over HTTP or, in its own process, directly. Throws when they were not kept. */
export type KeepActionUses = (uses: readonly ActionUse[]) => Promise<void>;

export type ActionVerdict = Pick<ActionUse, 'action' | 'effect' | 'code'>;

export interface ActionUses {
  /** Counts, and nothing else: no request waits for it or fails by it. People's requests are not counted. */
  readonly record: (context: VerifiedTransactionContext, verdict: ActionVerdict, at: Date) => void;
  readonly start: () => void;
  /** Reports what is counted, once. What cannot be delivered now is lost, and the log says how much. */
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 1_000;
const USES_PER_REPORT = 1_000;
/** Beyond this, new uses go uncounted until the report is delivered: memory is bounded, and the log says how many. */
const HELD_MAX = 10_000;

/** A machine's token says what it may do; only the domains see what it does. They count, and report it in batches. */
export function createActionUses(keep: KeepActionUses | null, log: Pick<Log, 'warn'>): ActionUses {
  const counts = new Map<string, ActionUse>();
  let dropped = 0;
  let timer: NodeJS.Timeout | null = null;
  let reporting: Promise<void> = Promise.resolve();
  const add = (use: ActionUse): void => {
    const key = [use.txn, use.action, use.effect, use.code].join(' ');
    const known = counts.get(key);
    if (known === undefined && counts.size >= HELD_MAX) dropped += use.count;
    else counts.set(key, known === undefined ? use : together(known, use));
  };
  const report = async (): Promise<void> => {
    if (keep === null || counts.size === 0) return;
    const uses = [...counts.values()].slice(0, USES_PER_REPORT);
    for (const [key] of [...counts].slice(0, uses.length)) counts.delete(key);
    try {
      await keep(uses);
    } catch (error) {
      uses.forEach(add);
      log.warn({ err: error, held: counts.size, dropped }, 'action uses not delivered');
    }
  };
  const next = (): Promise<void> => (reporting = reporting.then(report));
  return {
    record: ({ txn, machine, principal }, verdict, at) => {
      if (keep === null || machine === null || principal?.kind !== 'MACHINE') return;
      const { credentialId, runtimeId } = machine;
      add({ ...verdict, txn, machineId: principal.id, credentialId, runtimeId, count: 1, lastAt: at });
    },
    start: () => {
      if (keep !== null) timer = setInterval(() => void next(), EVERY_MS).unref();
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      for (let left = counts.size; left > 0; left -= USES_PER_REPORT) await next();
      await next();
      const lost = counts.size;
      if (lost > 0 || dropped > 0) log.warn({ lost, dropped }, 'action uses lost');
    },
  };
}

function together(known: ActionUse, more: ActionUse): ActionUse {
  const lastAt = known.lastAt > more.lastAt ? known.lastAt : more.lastAt;
  return { ...known, count: known.count + more.count, lastAt };
}
