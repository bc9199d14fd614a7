import type { FeedHeartbeat } from '@bailiwick/feed-reader';
import { beforeAll, describe, expect, test } from 'vitest';
import { aSubscription, openAccess, type TestDatabase } from '../test/builders.js';
import type { Cursor } from './cursor.js';
import { HistoryChanged, openProjection } from './projection.js';

const NOON = new Date('2030-01-01T12:00:00Z');
const secondsAfter = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await openAccess();
});

const aCursor = (overrides: Partial<Cursor> = {}): Cursor => ({
  feed: 'history',
  position: { xid: 7n, id: 1n },
  heardAt: secondsAfter(-5),
  watermark: 7n,
  ...overrides,
});
const aHeartbeat = (overrides: Partial<FeedHeartbeat> = {}): FeedHeartbeat => ({
  kind: 'heartbeat',
  feed: 'history',
  watermark: 9n,
  position: '8.3',
  at: NOON,
  behind: false,
  ...overrides,
});
const after = (heartbeat: FeedHeartbeat, cursor: Cursor = aCursor()): Cursor =>
  openProjection({ database, subscription: aSubscription(), cursor, now: () => NOON }).after({ events: [], heartbeat });

describe('a heartbeat', () => {
  test('moves the cursor to its position, its watermark and the time at which the source spoke', () => {
    expect(after(aHeartbeat({ at: secondsAfter(-1) }))).toEqual({
      feed: 'history',
      position: { xid: 8n, id: 3n },
      watermark: 9n,
      heardAt: secondsAfter(-1),
    });
  });

  test('vouches for nothing later than now, whatever the source’s clock says', () => {
    expect(after(aHeartbeat({ at: secondsAfter(60) })).heardAt).toEqual(NOON);
  });

  test('of a source that is still sending a backlog moves the position and makes nothing fresh', () => {
    expect(after(aHeartbeat({ behind: true }))).toEqual({
      feed: 'history',
      position: { xid: 8n, id: 3n },
      watermark: 9n,
      heardAt: secondsAfter(-5),
    });
  });

  test('of another history is refused: what it reaches is no place in this one', () => {
    expect(() => after(aHeartbeat({ feed: 'another' }))).toThrow(HistoryChanged);
    expect(() => after(aHeartbeat(), aCursor({ feed: null }))).toThrow(HistoryChanged);
  });

  test('never takes back what was reached', () => {
    const cursor = aCursor({ position: { xid: 20n, id: 1n }, watermark: 21n, heardAt: NOON });
    expect(after(aHeartbeat({ at: secondsAfter(-3) }), cursor)).toEqual(cursor);
  });

  test('ends a snapshot, of which only the progress was counted before', () => {
    const begun = aCursor({ feed: null, position: { xid: 0n, id: 41n }, heardAt: null, watermark: 0n });
    const projection = openProjection({ database, subscription: aSubscription(), cursor: begun, now: () => NOON });
    expect(projection.after({ events: [], heartbeat: null })).toEqual({ ...begun, position: { xid: 0n, id: 42n } });
    expect(projection.after({ events: [], heartbeat: aHeartbeat() })).toEqual({
      feed: 'history',
      position: { xid: 8n, id: 3n },
      watermark: 9n,
      heardAt: NOON,
    });
  });
});
