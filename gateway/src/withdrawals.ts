import type { Log } from '@bailiwick/config';
import { feedSigner, readFeed, type FeedLine, type FeedSignal } from '@bailiwick/feed-reader';
import type { PairSecrets } from '@bailiwick/request-signature';
import { z } from 'zod';
import type { Workload } from './config.js';
import type { Granted } from './exchange-token.js';
import { GATEWAY } from './sign-request.js';

/** Tokens of this subject and/or tenant are not to be used any more. Neither: all of them. */
export interface Withdrawal {
  readonly subject: string | null;
  readonly tenant: string | null;
}

/** Whose withdrawals are being heard right now. */
export interface Listening {
  /** With no feed at all nothing could ever be withdrawn: false, so nothing is kept. */
  toAll(): boolean;
  toAllBut(name: string): boolean;
  /** Changes whenever a stream opens or breaks. */
  epoch(): number;
}

export interface WithdrawalEffects {
  onWithdrawal(withdrawal: Withdrawal): void;
  onOpened(): void;
}

export interface FeedParts {
  readonly pairSecrets: PairSecrets;
  readonly now: () => Date;
  readonly log: Log;
}

const EVENT_TYPE = 'txn_token.withdrawn';
const SILENCE_MS = 1_000;

const withdrawn = z.object({ sub: z.string().optional(), tenant: z.string().optional() });

export function touches(withdrawal: Withdrawal, { subject, tenant }: Pick<Granted, 'subject' | 'tenant'>): boolean {
  return (withdrawal.subject ?? subject) === subject && (withdrawal.tenant ?? tenant) === tenant;
}

/** Follows the withdrawals of every minter, and of whoever else may take a token back, from the present on. */
export class WithdrawalFeeds implements Listening {
  readonly #names: readonly string[];
  readonly #open = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #reading: Promise<void>[] = [];
  #epoch = 0;

  constructor(feeds: readonly Workload[]) {
    this.#names = feeds.map(({ name }) => name);
  }

  start(feeds: readonly Workload[], parts: FeedParts, effects: WithdrawalEffects): void {
    for (const feed of feeds) this.#reading.push(this.#follow(feed, parts, effects));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#reading);
  }

  toAll(): boolean {
    return this.#names.length > 0 && this.#open.size === this.#names.length;
  }

  toAllBut(excused: string): boolean {
    return this.#names.length > 0 && this.#names.every((name) => name === excused || this.#open.has(name));
  }

  epoch(): number {
    return this.#epoch;
  }

  async #follow(feed: Workload, { pairSecrets, now, log }: FeedParts, effects: WithdrawalEffects): Promise<void> {
    const sign = feedSigner({ caller: GATEWAY, receiver: feed.name, pairSecrets, now });
    const signals = readFeed({
      url: new URL(feed.url),
      receiver: feed.name,
      types: [EVENT_TYPE],
      after: () => 'head',
      sign,
      signal: this.#stopping.signal,
      silenceMs: SILENCE_MS,
      backoff: { firstMs: 100, mostMs: 1_000 },
    });
    try {
      for await (const signal of signals) this.#hear(feed.name, signal, effects, log);
    } catch (error) {
      // Without this stream nothing is kept: slower, and safe.
      log.error(
        { feed: feed.name, cause: error instanceof Error ? error.message : 'unknown' },
        'withdrawal feed given up',
      );
    }
    this.#close(feed.name);
  }

  #hear(name: string, signal: FeedSignal, effects: WithdrawalEffects, log: Log): void {
    if (signal.kind === 'broken') {
      if (this.#close(name)) log.warn({ feed: name, cause: signal.cause }, 'withdrawal feed broken');
      return;
    }
    if (signal.kind === 'opened') return;
    for (const line of signal.lines) {
      if (line.kind === 'event') effects.onWithdrawal(parse(line.event.data));
      if (line.kind === 'heartbeat') this.#beat(name, line, effects, log);
    }
  }

  /** Open from the first heartbeat, not from the answer's headers: only by then has the source fixed where "now" is. */
  #beat(
    name: string,
    { behind }: Extract<FeedLine, { kind: 'heartbeat' }>,
    effects: WithdrawalEffects,
    log: Log,
  ): void {
    if (behind) this.#close(name);
    if (behind || this.#open.has(name)) return;
    this.#open.add(name);
    this.#epoch += 1;
    effects.onOpened();
    log.info({ feed: name }, 'withdrawal feed opened');
  }

  #close(name: string): boolean {
    const wasOpen = this.#open.delete(name);
    if (wasOpen) this.#epoch += 1;
    return wasOpen;
  }
}

/** One that cannot be read withdraws everything: the other way round it would be a withdrawal that nobody heard. */
function parse(data: unknown): Withdrawal {
  const read = withdrawn.safeParse(data);
  return { subject: read.data?.sub ?? null, tenant: read.data?.tenant ?? null };
}
