import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import { streamFeed, type FeedStream } from './feed-stream.js';
import { openOutbox } from './outbox.js';
import { Tail } from './tail.js';
import type { FeedQuery } from './feed-query.js';

export interface FeedOptions<Tables> {
  readonly database: Database<Tables>;
  readonly domain: string;
  readonly now: () => Date;
  readonly log: Pick<Log, 'error'>;
  /** How often the outbox is looked at without a commit of this process; also the pace of the heartbeat. */
  readonly pollMs?: number;
  readonly batchSize?: number;
}

/** What a domain publishes, to any number of readers at once. Make one per process. */
export interface Feed {
  /** Opens a stream of NDJSON chunks. Throws `PositionUnknown` before the first one. */
  open(query: FeedQuery, signal: AbortSignal): Promise<FeedStream>;
  /** Ends all streams, cleanly. */
  stop(): Promise<void>;
}

/** Below the contract's 250 ms, so that a heartbeat is never late for the sake of a timer. */
const POLL_MS = 200;
const BATCH_SIZE = 200;

export function createFeed<Tables>({
  database,
  domain,
  now,
  log,
  pollMs = POLL_MS,
  batchSize = BATCH_SIZE,
}: FeedOptions<Tables>): Feed {
  if (database.domain !== domain) throw new Error(`The database of ${database.domain} is not the one of ${domain}.`);
  const stopping = new AbortController();
  const outbox = openOutbox(database, batchSize);
  const onFailed = (error: unknown): void => {
    // No heartbeat goes out meanwhile: readers notice the silence, and that is the truth.
    log.error({ err: error }, 'outbox read failed');
  };
  const tail = new Tail({ onCommit: (listener) => database.onCommit(listener), outbox, now, pollMs, onFailed });
  return {
    open: (query, signal) => streamFeed({ tail, outbox, now }, query, AbortSignal.any([signal, stopping.signal])),
    stop: async () => {
      stopping.abort();
      await tail.stop();
    },
  };
}
