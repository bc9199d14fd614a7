import {
  backoffMs,
  pause,
  readFeed,
  refuseForeignTypes,
  type FeedOptions,
  type FeedSignal,
} from '@bailiwick/feed-reader';
import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import { findOrInsertCursor, isInSnapshot, rebuildProjection, type Cursor } from './cursor.js';
import { announceApplied } from './freshness.js';
import { createIntake } from './intake.js';
import { createLease, type Lease } from './lease.js';
import { formatPosition } from './position.js';
import { openProjection, Superseded } from './projection.js';
import type { Subscription } from './types.js';

export interface ConsumerOptions<Tables> extends Pick<
  FeedOptions,
  'url' | 'sign' | 'dispatcher' | 'silenceMs' | 'backoff'
> {
  readonly database: Database<Tables>;
  readonly subscription: Subscription<Tables>;
  readonly now: () => Date;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** How long the row must stand still before another replica takes over. */
  readonly takeOverMs?: number;
  /** How often the row is written while nothing happens. */
  readonly heartbeatWriteMs?: number;
}

export interface ConsumerStanding {
  /** `idle`: another replica consumes. */
  readonly state: 'starting' | 'consuming' | 'idle' | 'broken' | 'stopped';
  /** As this process knows it; the row, which every replica sees, is at most a second behind. */
  readonly heardAt: Date | null;
  /** Events that could not be applied and were passed over since the start. */
  readonly setAside: number;
}

export interface Consumer {
  standing(): ConsumerStanding;
  /**
   * Resolves once all that lay below the source's watermark when the stream opened is applied, by this replica or by
   * another. To wait for one particular change, use `waitUntilFresh`.
   */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const TAKE_OVER_MS = 3_000;
const HEARTBEAT_WRITE_MS = 1_000;
const BACKOFF = { firstMs: 100, mostMs: 5_000 };

/** Keeps this domain's copy of another domain's facts, for as long as the process runs. */
export function startConsumer<Tables>(options: ConsumerOptions<Tables>): Consumer {
  refuseForeignTypes(options.subscription.source, options.subscription.types);
  const stopping = new AbortController();
  let caughtUp = (): void => undefined;
  const whenCaughtUp = new Promise<void>((resolve) => {
    caughtUp = resolve;
  });
  let standing: ConsumerStanding = { state: 'starting', heardAt: null, setAside: 0 };
  const track: Track = {
    note: (change) => {
      standing = { ...standing, ...change };
    },
    setAside: () => {
      standing = { ...standing, setAside: standing.setAside + 1 };
    },
    caughtUp,
  };
  const loop = run(options, track, stopping.signal).finally(() => {
    track.note({ state: 'stopped' });
  });
  return {
    standing: () => standing,
    caughtUp: () => whenCaughtUp,
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

interface Track {
  readonly note: (change: Partial<ConsumerStanding>) => void;
  readonly setAside: () => void;
  readonly caughtUp: () => void;
}

async function run<Tables>(options: ConsumerOptions<Tables>, track: Track, signal: AbortSignal): Promise<void> {
  const { database, subscription, log, now, takeOverMs = TAKE_OVER_MS } = options;
  const { source } = subscription;
  const lease = createLease({ takeOverMs, now });
  let failures = 0;
  while (!signal.aborted) {
    try {
      const cursor = await database.inSystem('consume', (tx) => findOrInsertCursor(tx, source));
      if (lease.isHeldByAnother(cursor)) await standBy(track, cursor, takeOverMs, signal);
      else await follow(options, track, lease, cursor, signal, () => (failures = 0));
    } catch (error) {
      announceApplied(database, source, null);
      failures += 1;
      track.note({ state: error instanceof Superseded ? 'idle' : 'broken' });
      if (error instanceof Superseded) log.info({ source }, 'feed left to another replica');
      else log.warn({ source, err: error, failures }, 'feed broken');
      await pause(backoffMs(options.backoff ?? BACKOFF, failures), signal);
    }
  }
}

async function standBy(track: Track, cursor: Cursor, takeOverMs: number, signal: AbortSignal): Promise<void> {
  track.note({ state: 'idle', heardAt: cursor.heardAt });
  if (!isInSnapshot(cursor)) track.caughtUp();
  await pause(Math.min(500, takeOverMs / 3), signal);
}

/** One stream, from the cursor on, until it breaks or another replica takes over. Ends by throwing. */
async function follow<Tables>(
  options: ConsumerOptions<Tables>,
  track: Track,
  lease: Lease,
  cursor: Cursor,
  signal: AbortSignal,
  onLines: () => void,
): Promise<void> {
  const { database, subscription, now, log } = options;
  const projection = openProjection({ database, subscription, cursor, now });
  const take = createIntake({
    database,
    subscription,
    projection,
    log,
    signal,
    heartbeatWriteMs: options.heartbeatWriteMs ?? HEARTBEAT_WRITE_MS,
    onKept: () => {
      lease.wrote(projection.cursor());
    },
    onHeard: (heartbeat) => {
      track.note({ state: 'consuming', heardAt: heartbeat.at });
      track.caughtUp();
    },
    onSetAside: track.setAside,
  });
  for await (const received of signalsOf(options, cursor, signal)) {
    if (received.kind === 'broken') await giveUp(database, subscription.source, received);
    if (received.kind !== 'lines') continue;
    onLines();
    await take(received.lines);
  }
}

function signalsOf<Tables>(
  options: ConsumerOptions<Tables>,
  cursor: Cursor,
  signal: AbortSignal,
): AsyncGenerator<FeedSignal, void, undefined> {
  const { url, sign, dispatcher, silenceMs, subscription, log } = options;
  return readFeed({
    url,
    sign,
    signal,
    ...(dispatcher !== undefined && { dispatcher }),
    ...(silenceMs !== undefined && { silenceMs }),
    receiver: subscription.source,
    types: subscription.types,
    after: () => (isInSnapshot(cursor) ? null : formatPosition(cursor.position)),
    feed: cursor.feed,
    onRefused: (type) => {
      log.error(
        { source: subscription.source, type, problem: 'not asked for, or not of this source' },
        'event refused',
      );
    },
  });
}

/** The next stream begins at the cursor as it is then: read again, because another replica may have moved it. */
async function giveUp<Tables>(
  database: Database<Tables>,
  source: string,
  broken: Extract<FeedSignal, { kind: 'broken' }>,
): Promise<never> {
  // The source has lost what we have seen: our copy is of a history that is no more.
  if (broken.cause === 'position_unknown') await rebuildProjection(database, source);
  throw new Error(`${broken.cause}: ${broken.detail}`);
}
