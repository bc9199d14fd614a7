import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import { backoffMs, pause, type FeedEvent, type FeedHeartbeat, type FeedLine } from '@bailiwick/feed-reader';
import { isInSnapshot } from './cursor.js';
import { announceApplied } from './freshness.js';
import { ApplyFailed, type Apply, type Projection } from './projection.js';
import { refusalOf } from './refused-event.js';
import type { Subscription } from './types.js';

export interface IntakeOptions<Tables> {
  readonly database: Database<Tables>;
  readonly subscription: Subscription<Tables>;
  readonly projection: Projection<Tables>;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly signal: AbortSignal;
  /** A heartbeat that brings nothing new is written this often: the proof of life for the facts and for the lease. */
  readonly heartbeatWriteMs: number;
  /** The row was written. */
  readonly onKept: () => void;
  /** All that the source had was applied, as of this heartbeat. */
  readonly onHeard: (heartbeat: FeedHeartbeat) => void;
  readonly onSetAside: () => void;
}

const BATCH_MAX = 100;
const ATTEMPTS = 5;
const RETRY = { firstMs: 100, mostMs: 2_000 };

/** Takes one stream's lines and turns them into transactions. */
export function createIntake<Tables>(options: IntakeOptions<Tables>): (lines: readonly FeedLine[]) => Promise<void> {
  const { database, subscription, projection } = options;
  let isComplete = !isInSnapshot(projection.cursor());
  let writtenAtMs = Number.NEGATIVE_INFINITY;

  const apply: Apply<Tables> = async (event, tx, from) => {
    const refusal = refusalOf(event, subscription.source);
    if (refusal === null) await subscription.apply(event, tx, from);
    else
      options.log.error(
        { source: subscription.source, eventId: event.id, type: event.type, problem: refusal },
        'event refused',
      );
  };
  const keep = async (
    events: readonly FeedEvent[],
    heartbeat: FeedHeartbeat | null,
    how: Apply<Tables> = apply,
  ): Promise<void> => {
    const cursor = await projection.keep({ events, heartbeat }, how);
    writtenAtMs = performance.now();
    announceApplied(database, subscription.source, isInSnapshot(cursor) ? null : cursor);
    options.onKept();
  };
  const keepOrSetAside = (events: readonly FeedEvent[], heartbeat: FeedHeartbeat | null): Promise<void> =>
    keepGoing(options, keep, events, heartbeat);

  const hear = async (heartbeat: FeedHeartbeat): Promise<void> => {
    const before = projection.cursor();
    const after = projection.after({ events: [], heartbeat });
    const { position } = after;
    const hasMoved = position.xid !== before.position.xid || position.id !== before.position.id;
    // A moved position means that the source committed an event, of whatever type: waiters on other replicas see the row.
    if (hasMoved || performance.now() - writtenAtMs >= options.heartbeatWriteMs) await keep([], heartbeat);
    // Waiters in this process need no write.
    else announceApplied(database, subscription.source, after);
  };
  return async (lines) => {
    for (const { events, heartbeat, completes } of groupsOf(lines)) {
      isComplete ||= completes;
      const end = isComplete ? heartbeat : null;
      if (events.length > 0) await keepOrSetAside(events, end);
      else if (end !== null) await hear(end);
      if (end?.behind === false) options.onHeard(end);
    }
  };
}

type Keep<Tables> = (
  events: readonly FeedEvent[],
  heartbeat: FeedHeartbeat | null,
  how?: Apply<Tables>,
) => Promise<void>;

/**
 * An event that fails for good must not keep every later fact, of every tenant, from arriving: that would let one bad
 * row stop the revocation of everybody's access. So its batch is repeated event by event, the bad one five times; then
 * the feed goes on without it, an error is logged, and `setAside` marks its own subject as unknown. A database that is
 * down or busy is no such event: that is retried for as long as it takes, while the facts age and writes are denied.
 */
async function keepGoing<Tables>(
  options: IntakeOptions<Tables>,
  keep: Keep<Tables>,
  events: readonly FeedEvent[],
  heartbeat: FeedHeartbeat | null,
): Promise<void> {
  try {
    await keep(events, heartbeat);
  } catch (error) {
    if (!(error instanceof ApplyFailed)) throw error;
    for (const event of events) await keepOne(options, keep, event);
    if (heartbeat !== null) await keep([], heartbeat);
  }
}

async function keepOne<Tables>(options: IntakeOptions<Tables>, keep: Keep<Tables>, event: FeedEvent): Promise<void> {
  const { log, signal, subscription } = options;
  const ids = { source: subscription.source, eventId: event.id, type: event.type, tenantId: event.tenantid };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await keep([event], null);
      return;
    } catch (error) {
      if (!(error instanceof ApplyFailed)) throw error;
      log.warn({ ...ids, attempt, err: error.cause }, 'event not applied');
      await pause(backoffMs(RETRY, attempt), signal);
      signal.throwIfAborted();
    }
  }
  log.error(ids, 'event set aside');
  options.onSetAside();
  await keep([event], null, subscription.setAside ?? (() => Promise.resolve()));
}

interface Group {
  readonly events: readonly FeedEvent[];
  readonly heartbeat: FeedHeartbeat | null;
  /** The snapshot's end lies between the events and the heartbeat. */
  readonly completes: boolean;
}

/** Events, at most a batch of them, up to and with the heartbeat that follows them. */
function* groupsOf(lines: readonly FeedLine[]): Generator<Group> {
  let events: FeedEvent[] = [];
  let completes = false;
  for (const line of lines) {
    if (line.kind === 'event') events.push(line.event);
    if (line.kind === 'snapshot_complete') completes = true;
    if (line.kind !== 'heartbeat' && events.length < BATCH_MAX) continue;
    yield { events, completes, heartbeat: line.kind === 'heartbeat' ? line : null };
    events = [];
    completes = false;
  }
  if (events.length > 0 || completes) yield { events, completes, heartbeat: null };
}
