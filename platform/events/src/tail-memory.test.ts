import { describe, expect, test } from 'vitest';
import type { OutboxEntry } from './outbox.js';
import { TailMemory } from './tail-memory.js';

const anEntry = (id: number, characters = 1): OutboxEntry => ({
  position: { xid: 1n, id: BigInt(id) },
  type: 't',
  line: 'x'.repeat(characters),
});
const entries = (from: number, to: number, characters?: number): readonly OutboxEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => anEntry(from + index, characters));
const idsSince = (memory: TailMemory, id: number) =>
  memory.since({ xid: 1n, id: BigInt(id) })?.map(({ position }) => Number(position.id)) ?? null;

describe('what a tail remembers', () => {
  test('starts where it began to look', () => {
    const memory = new TailMemory();
    memory.startAt({ xid: 1n, id: 5n });
    memory.add(entries(6, 8));
    expect([idsSince(memory, 4), idsSince(memory, 5), idsSince(memory, 7)]).toEqual([null, [6, 7, 8], [8]]);
  });

  test('is the last thousand entries, without a gap', () => {
    const memory = new TailMemory();
    memory.add(entries(1, 1_000));
    expect(idsSince(memory, 0)).toHaveLength(1_000);
    memory.add(entries(1_001, 1_001));
    expect([idsSince(memory, 0), idsSince(memory, 1)?.length]).toEqual([null, 1_000]);
  });

  test('is at most four million characters', () => {
    const memory = new TailMemory();
    memory.add(entries(1, 4, 1_000_000));
    expect(idsSince(memory, 0)).toEqual([1, 2, 3, 4]);
    memory.add(entries(5, 5, 1));
    expect([idsSince(memory, 0), idsSince(memory, 1)]).toEqual([null, [2, 3, 4, 5]]);
  });

  test('begins anew after a pause: what happened meanwhile is not among it', () => {
    const memory = new TailMemory();
    memory.add(entries(1, 1_000));
    memory.startAt({ xid: 1n, id: 2_000n });
    memory.add(entries(2_001, 2_001));
    expect([idsSince(memory, 1_999), idsSince(memory, 2_000)]).toEqual([null, [2_001]]);
  });
});
