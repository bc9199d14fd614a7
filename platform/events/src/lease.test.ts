import { describe, expect, test } from 'vitest';
import type { Cursor } from './cursor.js';
import { createLease } from './lease.js';

const NOON = new Date('2030-01-01T12:00:00Z');
const aCursor = (overrides: Partial<Cursor> = {}): Cursor => ({
  feed: 'history',
  position: { xid: 7n, id: 1n },
  heardAt: NOON,
  watermark: 7n,
  ...overrides,
});
const secondsAfter = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);

function aLease(now: Date = NOON) {
  const time = { ms: 0 };
  return { ...createLease({ takeOverMs: 3_000, now: () => now, monotonicMs: () => time.ms }), time };
}

describe('a feed’s lease', () => {
  test('is free when nobody ever read', () => {
    expect(aLease().isHeldByAnother(aCursor({ position: { xid: 0n, id: 0n }, heardAt: null, watermark: 0n }))).toBe(
      false,
    );
  });

  test('is free at first sight when the last sign of life is too old, and not before', () => {
    expect(aLease(secondsAfter(3)).isHeldByAnother(aCursor())).toBe(false);
    expect(aLease(secondsAfter(2.999)).isHeldByAnother(aCursor())).toBe(true);
  });

  test('is another’s for as long as the row moves, whatever the clocks say', () => {
    const lease = aLease(secondsAfter(3_600));
    expect(lease.isHeldByAnother(aCursor())).toBe(false);
    lease.time.ms = 2_000;
    expect(lease.isHeldByAnother(aCursor({ watermark: 8n }))).toBe(true);
    lease.time.ms = 4_999;
    expect(lease.isHeldByAnother(aCursor({ watermark: 8n }))).toBe(true);
    lease.time.ms = 5_000;
    expect(lease.isHeldByAnother(aCursor({ watermark: 8n }))).toBe(false);
  });

  test('is one’s own while the row is as one left it', () => {
    const lease = aLease();
    lease.wrote(aCursor({ watermark: 9n }));
    expect(lease.isHeldByAnother(aCursor({ watermark: 9n }))).toBe(false);
    expect(lease.isHeldByAnother(aCursor({ watermark: 10n }))).toBe(true);
  });

  test('of a snapshot that somebody began is theirs until it stands still', () => {
    const lease = aLease();
    const begun = aCursor({ position: { xid: 0n, id: 5n }, heardAt: null, watermark: 0n });
    expect(lease.isHeldByAnother(begun)).toBe(true);
    lease.time.ms = 3_000;
    expect(lease.isHeldByAnother(begun)).toBe(false);
  });

  test('is free at once when the row was deleted for a rebuild', () => {
    const lease = aLease();
    expect(lease.isHeldByAnother(aCursor())).toBe(true);
    expect(lease.isHeldByAnother(aCursor({ position: { xid: 0n, id: 0n }, heardAt: null, watermark: 0n }))).toBe(false);
  });
});
