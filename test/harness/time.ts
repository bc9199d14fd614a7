import { setTimeout } from 'node:timers/promises';

/** A clock that a test turns. It runs like any other; `advance` makes it jump ahead. */
export interface TurnedClock {
  readonly now: () => Date;
  advance(ms: number): void;
}

export function turnedClock(): TurnedClock {
  let aheadMs = 0;
  return {
    now: () => new Date(Date.now() + aheadMs),
    advance: (ms) => {
      aheadMs += ms;
    },
  };
}

/** Gateways are promised to follow within a second; the rest is for a busy machine. Without a withdrawal it takes 25 s. */
export const FOLLOWS_WITHIN_MS = 3_000;

/** How long something took to come true, and what was seen then. */
export interface Seen<Value> {
  readonly value: Value;
  readonly afterMs: number;
}

/** Looks again and again until it is so. Fails with what was seen last, so that a report says what was there instead. */
export async function until<Value>(
  look: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  { withinMs = 30_000, everyMs = 20 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<Seen<Value>> {
  const startedAt = performance.now();
  for (;;) {
    const askedAt = performance.now();
    const value = await look();
    if (isSo(value)) return { value, afterMs: askedAt - startedAt };
    if (performance.now() - startedAt > withinMs)
      throw new Error(`It did not come true within ${withinMs} ms. Seen last: ${JSON.stringify(value)}`);
    await setTimeout(everyMs);
  }
}

/** Does again, twice at most, what can fail for a reason that is not ours, such as a registry that gives no answer. */
export async function persistently<Value>(work: () => Promise<Value>, times = 3): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (times <= 1) throw error;
    return persistently(work, times - 1);
  }
}
