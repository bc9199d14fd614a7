import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTestDatabase, newTenantId } from '@bailiwick/database/testing';
import { sql, type Database } from '@bailiwick/database';
import { parseLine, type FeedEvent, type FeedLine } from '@bailiwick/feed-reader';
import { onTestFinished } from 'vitest';
import {
  createFeed,
  emit,
  parseFeedQuery,
  serveFeed,
  startConsumer,
  type ConsumerOptions,
  type Feed,
  type FeedOptions,
  type PlatformTables,
  type Subscription,
} from '../src/index.js';

export type Tables = PlatformTables;
export type TestDatabase = Database<Tables>;

export const BILLING = { name: 'billing', directory: new URL('./source/', import.meta.url) };
export const ACCESS = { name: 'access', directory: new URL('./consumer/', import.meta.url) };
export const READINESS = 'billing.readiness.changed';
export const ENTITLEMENTS = 'billing.entitlements.changed';

export const openBilling = (): Promise<TestDatabase> => openTestDatabase<Tables>(BILLING);
export const openAccess = (): Promise<TestDatabase> => openTestDatabase<Tables>(ACCESS);
export const realNow = (): Date => new Date();
export { newTenantId };

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that remembers what was said. */
export function aLog() {
  const lines: LogLine[] = [];
  const keep = (level: LogLine['level']) => (fields: object, event: string) => {
    lines.push({ level, event, fields: { ...fields } });
  };
  // Typed as pino's own methods, of which these tests use one form.
  const log = {
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  } as unknown as ConsumerOptions<Tables>['log'];
  return { log, lines, events: (event: string) => lines.filter((line) => line.event === event) };
}

/** Commits one event. */
export async function publish(
  database: TestDatabase,
  tenantId: string,
  subject: string,
  version = 1,
  type: string = READINESS,
): Promise<void> {
  await database.inTenant(tenantId, (tx) => emit(tx, { type, subject, data: { version } }));
}

/** For what is there in less than a second or too late: a machine that pauses is given more turns, a broken rule fails in each. */
export const BY_THE_CLOCK = { retry: 10 } as const;

export async function until(what: () => boolean | Promise<boolean>, withinMs = 8_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await what())) {
    if (performance.now() > deadline)
      throw new Error(`This did not come true within ${withinMs} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface ServedFeed {
  readonly feed: Feed;
  readonly url: URL;
  /** The history that it tells. */
  readonly history: string;
  /** Requests so far, as their query. */
  readonly queries: URLSearchParams[];
  readonly stop: () => Promise<void>;
}

/** A feed behind a real HTTP server, gone after the test. What was published before is below its watermark. */
export async function serve(database: TestDatabase, options: Partial<FeedOptions<Tables>> = {}): Promise<ServedFeed> {
  await settled(database);
  const history = await historyOf(database);
  const feed = createFeed({ database, domain: database.domain, now: realNow, log: aLog().log, ...options });
  const queries: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://feed').searchParams;
    queries.push(query);
    const parsed = parseFeedQuery(query);
    if ('problem' in parsed) response.writeHead(400).end(parsed.problem);
    else serveFeed(feed, parsed, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    await feed.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return { feed, url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), history, queries, stop };
}

export async function historyOf(database: TestDatabase): Promise<string> {
  const { rows } = await database.inSystem('feed', (tx) =>
    sql<{ feed: string }>`select current_feed() as feed`.execute(tx),
  );
  return rows[0]?.feed ?? '';
}

/** A server's horizon is shared: transactions of other tests on it may still hold this outbox's newest events back. */
async function settled(database: TestDatabase): Promise<void> {
  const held = sql<{
    held: boolean;
  }>`select exists (select from outbox where xid >= pg_snapshot_xmin(pg_current_snapshot())) as held`;
  await until(async () => (await database.inSystem('feed', (tx) => held.execute(tx))).rows[0]?.held === false, 12_000);
}

export interface Listener {
  readonly lines: FeedLine[];
  readonly events: () => readonly FeedEvent[];
  readonly subjects: () => readonly string[];
  readonly hasEnded: () => boolean;
  close(): void;
}

/** Reads a feed without the feed reader, so that what is on the wire is judged. */
export async function listenTo(url: URL, query: string): Promise<Listener> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(new URL(`/events?${query}`, url), { signal: abort.signal });
  if (response.status !== 200 || response.body === null) throw new Error(`answered ${response.status}`);
  const lines: FeedLine[] = [];
  let ended = false;
  void collect(response.body, lines)
    .catch(() => undefined)
    .finally(() => (ended = true));
  const events = (): FeedEvent[] => lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
  return {
    lines,
    events,
    subjects: () => events().map(({ subject }) => subject),
    hasEnded: () => ended,
    close: () => abort.abort(),
  };
}

async function collect(body: ReadableStream<Uint8Array>, lines: FeedLine[]): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map(parseLine));
  }
}

/** Keeps the newest version of each fact, and counts the effects. */
export function aSubscription(overrides: Partial<Subscription<Tables>> = {}): Subscription<Tables> {
  return {
    source: 'billing',
    types: [READINESS],
    apply: async (event, tx, database) => {
      const version = (event.data as { version: number }).version; // as `publish` wrote it
      await database.enterTenant(tx, event.tenantid ?? '', (tenant) =>
        sql`insert into fact (subject, version) values (${event.subject}, ${version}) on conflict (tenant_id, subject)
          do update set version = greatest(fact.version, excluded.version), times = fact.times + 1`.execute(tenant),
      );
    },
    reset: async (tx) => {
      await sql`delete from fact`.execute(tx);
    },
    ...overrides,
  };
}

/** A consumer that is gone after the test, quick to notice and to try again. */
export function consume(database: TestDatabase, url: URL, options: Partial<ConsumerOptions<Tables>> = {}) {
  const { log, events, lines } = aLog();
  const consumer = startConsumer<Tables>({
    database,
    url,
    log,
    subscription: aSubscription(),
    sign: () => ({}),
    now: realNow,
    takeOverMs: 600,
    backoff: { firstMs: 10, mostMs: 50 },
    ...options,
  });
  onTestFinished(() => consumer.stop());
  return { ...consumer, logged: events, lines };
}

export interface Fact {
  readonly subject: string;
  readonly version: number;
  readonly times: number;
}

export async function factsOf(database: TestDatabase, tenantId: string): Promise<readonly Fact[]> {
  return database.inTenant(
    tenantId,
    async (tx) => (await sql<Fact>`select subject, version, times from fact order by subject`.execute(tx)).rows,
  );
}
