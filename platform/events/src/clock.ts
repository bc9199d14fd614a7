import type { Log } from '@bailiwick/config';
import { sql, type Database } from '@bailiwick/database';
import { backoffMs, pause } from '@bailiwick/feed-reader';
import { createAlarm } from './alarm.js';
import { claimNext, deleteFired, type Wanted } from './due-claim.js';
import type { ClockRule, DueRow } from './types.js';

export interface ClockOptions<Tables> {
  readonly database: Database<Tables>;
  readonly rules: readonly ClockRule<Tables>[];
  readonly now: () => Date;
  readonly log: Pick<Log, 'info' | 'error'>;
}

export interface Clock {
  stop(): Promise<void>;
}

/** Looked at this often at the latest: another replica may have planned something nearer. */
const SLEEP_MAX_MS = 1_000;
const RETRY = { firstMs: 1_000, mostMs: 300_000 };
/** What happens again and again must not fill the memory; beyond it a failing row is retried sooner. */
const FAILING_MAX = 1_000;

/**
 * Carries out what time alone changes. A due row fires once: its name is locked for this replica, and deleting it and what
 * the rule writes are one transaction. A rule that fails is put off, with growing pauses, and holds up no other row.
 */
export function startClock<Tables>(options: ClockOptions<Tables>): Clock {
  const stopping = new AbortController();
  const alarm = createAlarm(stopping.signal);
  const forgetCommits = options.database.onCommit(alarm.ring);
  const loop = run(options, alarm.sleep, stopping.signal);
  return {
    stop: async () => {
      forgetCommits();
      stopping.abort();
      await loop;
    },
  };
}

async function run<Tables>(
  options: ClockOptions<Tables>,
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failing = createFailing();
  let outages = 0;
  while (!signal.aborted) {
    try {
      const fired = await fireNext(options, failing);
      outages = 0;
      if (!fired) await sleep(await msToNext(options));
    } catch (error) {
      outages += 1;
      options.log.error({ err: error }, 'clock stopped for a while');
      await pause(backoffMs({ firstMs: 200, mostMs: 5_000 }, outages), signal);
    }
  }
}

/** Fires one row. False when none is due, or all that are due failed a moment ago. */
async function fireNext<Tables>(options: ClockOptions<Tables>, failing: Failing): Promise<boolean> {
  const claimed: { due: DueRow | null } = { due: null };
  const wanted = { kinds: kindsOf(options.rules), now: options.now(), except: failing.keys() };
  try {
    const found = await fireOne(options, wanted, (due) => (claimed.due = due));
    if (claimed.due !== null) failing.remove(keyOf(claimed.due));
    return found;
  } catch (error) {
    // Before a row is claimed only the database can fail.
    if (claimed.due === null) throw error;
    const attempt = failing.add(keyOf(claimed.due));
    options.log.error({ ...claimed.due, attempt, err: error }, 'due row failed');
    return true;
  }
}

function fireOne<Tables>(
  { database, rules }: ClockOptions<Tables>,
  wanted: Wanted,
  claimed: (due: DueRow) => void,
): Promise<boolean> {
  return database.inSystem('clock', async (tx) => {
    const next = await claimNext(tx, database.domain, wanted);
    if (next?.claim == null) return next !== null;
    const { due } = next.claim;
    claimed(due);
    const rule = rules.find(({ kind }) => kind === due.kind);
    await database.enterTenant(tx, due.tenantId, async (tenantTx) => rule?.fire(due, tenantTx, wanted.now));
    await deleteFired(tx, next.claim);
    return true;
  });
}

function kindsOf<Tables>(rules: readonly ClockRule<Tables>[]): readonly string[] {
  return rules.map(({ kind }) => kind);
}

async function msToNext<Tables>({ database, rules, now }: ClockOptions<Tables>): Promise<number> {
  const at = now();
  const kinds = kindsOf(rules);
  const next = await database.inSystem('clock', async (tx) => {
    const { rows } = await sql<{ due_at: Date | null }>`
      select min(due_at) as due_at from due where due_at > ${at.toISOString()}::timestamptz and kind = any(${kinds}::text[])`.execute(
      tx,
    );
    return rows[0]?.due_at ?? null;
  });
  return next === null ? SLEEP_MAX_MS : Math.min(SLEEP_MAX_MS, Math.max(1, next.getTime() - now().getTime()));
}

function keyOf({ tenantId, kind, subject }: DueRow): string {
  return `${tenantId}/${kind}/${subject}`;
}

type Failing = ReturnType<typeof createFailing>;

/** Rows whose rule failed here, and until when they are left alone. By real time: a test's clock may stand still. */
function createFailing() {
  const failures = new Map<string, { readonly attempts: number; readonly untilMs: number }>();
  return {
    keys: (): readonly string[] =>
      [...failures].filter(([, { untilMs }]) => untilMs > performance.now()).map(([key]) => key),
    add: (key: string): number => {
      const attempts = (failures.get(key)?.attempts ?? 0) + 1;
      if (failures.size >= FAILING_MAX) failures.clear();
      failures.set(key, { attempts, untilMs: performance.now() + backoffMs(RETRY, attempts) });
      return attempts;
    },
    remove: (key: string): void => {
      failures.delete(key);
    },
  };
}
