import type { Outbox, OutboxEntry } from './outbox.js';
import type { Position } from './position.js';
import { TailMemory } from './tail-memory.js';

/** What the tail knows after a look at the outbox. */
export interface TailView {
  /** The history that `head` is a place in. */
  readonly feed: string;
  readonly head: Position;
  readonly watermark: bigint;
  /** When it looked. */
  readonly at: Date;
  /** More is there already, or held back: this is not yet the present. */
  readonly isBehind: boolean;
}

export interface TailOptions {
  /** Calls the listener after each commit of this process. */
  readonly onCommit: (listener: () => void) => () => void;
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly pollMs: number;
  readonly onFailed: (error: unknown) => void;
}

/** Commits that come thick and fast share one look. */
const COMMIT_DELAY_MS = 10;

/**
 * The one reader of the outbox's end in this process: any number of streams cost one query per look. It looks every
 * `pollMs`, and at once after a commit in this process, for as long as a stream is attached.
 */
export class Tail {
  readonly #options: TailOptions;
  readonly #listeners = new Set<() => void>();
  readonly #memory = new TailMemory();
  readonly #forgetCommits: () => void;
  #view: TailView | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  /** Something may be there that the last look has not seen. */
  #hasNews = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#forgetCommits = options.onCommit(() => this.#noticeCommit());
  }

  /** Starts looking, if nobody did yet. The listener runs after each look that went well. */
  attach(listener: () => void): () => void {
    // What was known before the pause is of no use: begin at the head again.
    if (this.#listeners.size === 0) this.#view = null;
    this.#listeners.add(listener);
    if (this.#view === null) this.#lookAgain();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  }

  /** The first look's answer, or the newest. Rejects when the first look fails. */
  async view(): Promise<TailView> {
    if (this.#view === null) await this.#look();
    if (this.#view === null) throw new Error('The outbox could not be read.');
    return this.#view;
  }

  /** What lies behind the position, or null when it is further back than the tail remembers. */
  since(position: Position): { readonly entries: readonly OutboxEntry[]; readonly view: TailView } | null {
    const entries = this.#memory.since(position);
    return entries === null || this.#view === null ? null : { entries, view: this.#view };
  }

  async stop(): Promise<void> {
    this.#forgetCommits();
    this.#listeners.clear();
    clearTimeout(this.#timer);
    await this.#looking?.catch(() => undefined);
  }

  #noticeCommit(): void {
    if (this.#hasNews || this.#listeners.size === 0) return;
    this.#hasNews = true;
    if (this.#looking === null) this.#lookIn(COMMIT_DELAY_MS);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#listeners.size > 0) this.#timer = setTimeout(() => this.#lookAgain(), ms);
  }

  #lookAgain(): void {
    this.#look().catch(this.#options.onFailed);
  }

  /** One look at a time; who comes meanwhile gets the same answer. */
  #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#looking ??= this.#readOn().finally(() => {
      this.#looking = null;
      this.#lookIn(this.#hasNews ? COMMIT_DELAY_MS : this.#options.pollMs);
    });
    return this.#looking;
  }

  async #readOn(): Promise<void> {
    const { outbox, now } = this.#options;
    this.#hasNews = false;
    const at = now();
    const continued = this.#view === null ? null : await outbox.after(this.#view.head);
    // Another history: the database was put back under a running process. What is remembered is of the old one.
    const isSame = continued !== null && continued.feed === this.#view?.feed;
    const batch = isSame ? continued : await outbox.head();
    if (!isSame) this.#memory.startAt(batch.position);
    this.#memory.add(batch.entries);
    const { feed, position: head, watermark } = batch;
    this.#view = { feed, head, watermark, at, isBehind: batch.isFull || batch.isHeldBack };
    if (batch.isFull) this.#hasNews = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
