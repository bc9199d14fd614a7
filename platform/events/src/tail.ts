import type { Database } from '@bailiwick/database';
import type { OutboxEntry, Outbox } from './outbox.js';
import { isAfter, START, type Position } from './position.js';

/** What the tail knows after a look at the outbox. */
export interface TailView {
  readonly head: Position;
  readonly watermark: bigint;
  /** When it looked. */
  readonly at: Date;
  /** More is there already: this is not yet the present. */
  readonly isBehind: boolean;
}

/**
 * The one reader of the outbox's end in this process: any number of streams cost one query per look. It looks every
 * `pollMs`, and at once after a commit in this process, for as long as a stream is attached.
 */
export interface Tail {
  /** Starts looking, if nobody did yet. The listener runs after each look that went well. */
  attach(listener: () => void): () => void;
  /** The first look's answer, or the newest. Rejects when the first look fails. */
  view(): Promise<TailView>;
  /** What lies behind the position, or null when it is further back than the tail remembers. */
  since(position: Position): { readonly entries: readonly OutboxEntry[]; readonly view: TailView } | null;
  stop(): Promise<void>;
}

export interface TailOptions<Tables> {
  readonly database: Database<Tables>;
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly pollMs: number;
  readonly onFailed: (error: unknown) => void;
}

/** What a stream may lag behind before it reads for itself. */
const ENTRIES_MAX = 1_000;
const CHARACTERS_MAX = 4_000_000;
/** Commits that come thick and fast share one look. */
const COMMIT_DELAY_MS = 10;

export function createTail<Tables>({ database, outbox, now, pollMs, onFailed }: TailOptions<Tables>): Tail {
  const listeners = new Set<() => void>();
  const memory = createMemory();
  let view: TailView | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let committed = false;

  const look = async (): Promise<void> => {
    committed = false;
    const at = now();
    const batch = view === null ? await outbox.head() : await outbox.after(view.head);
    if (view === null) memory.startAt(batch.position);
    memory.add(batch.entries);
    view = { head: batch.position, watermark: batch.watermark, at, isBehind: batch.isFull };
    if (batch.isFull) committed = true;
    for (const listener of [...listeners]) listener();
  };
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const lookNow = (): Promise<void> => {
    stopTimer();
    looking ??= look().finally(() => {
      looking = null;
      if (listeners.size > 0) timer = setTimeout(lookAgain, committed ? COMMIT_DELAY_MS : pollMs);
    });
    return looking;
  };
  const lookAgain = (): void => {
    lookNow().catch(onFailed);
  };
  const forgetCommits = database.onCommit(() => {
    if (committed || listeners.size === 0) return;
    committed = true;
    if (looking !== null) return;
    stopTimer();
    timer = setTimeout(lookAgain, COMMIT_DELAY_MS);
  });

  return {
    attach: (listener) => {
      // What was known before the pause is of no use: begin at the head again.
      if (listeners.size === 0) view = null;
      listeners.add(listener);
      if (timer === null) lookAgain();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stopTimer();
      };
    },
    view: async () => {
      if (view === null) await lookNow();
      if (view === null) throw new Error('The outbox could not be read.');
      return view;
    },
    since: (position) => {
      const entries = view === null ? null : memory.since(position);
      return entries === null || view === null ? null : { entries, view };
    },
    stop: async () => {
      forgetCommits();
      listeners.clear();
      stopTimer();
      await looking?.catch(() => undefined);
    },
  };
}

/** The last entries, bounded by number and size. */
function createMemory() {
  let entries: OutboxEntry[] = [];
  let characters = 0;
  /** Everything after this is remembered. */
  let from = START;

  return {
    startAt: (position: Position): void => {
      entries = [];
      characters = 0;
      from = position;
    },
    add: (more: readonly OutboxEntry[]): void => {
      entries.push(...more);
      characters += more.reduce((sum, entry) => sum + entry.line.length, 0);
      let forgotten = 0;
      for (const entry of entries) {
        if (entries.length - forgotten <= ENTRIES_MAX && characters <= CHARACTERS_MAX) break;
        characters -= entry.line.length;
        from = entry.position;
        forgotten += 1;
      }
      if (forgotten > 0) entries = entries.slice(forgotten);
    },
    since: (position: Position): readonly OutboxEntry[] | null =>
      isAfter(from, position) ? null : entries.filter((entry) => isAfter(entry.position, position)),
  };
}
