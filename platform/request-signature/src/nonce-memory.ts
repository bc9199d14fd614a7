/** What became of a nonce: remembered for the first time, seen before, or no room to remember it. */
export type NonceVerdict = 'fresh' | 'replayed' | 'full';

/**
 * Remembers nonces for as long as their signatures could be accepted, by the second in which that ends, so that
 * forgetting is dropping a whole bucket. Bounded: when it is full of unexpired nonces it refuses instead of forgetting
 * one, because a forgotten nonce is a request that can be replayed.
 */
export class NonceMemory {
  readonly #buckets = new Map<number, Set<string>>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  accept(nonce: string, untilSecond: number, nowSecond: number): NonceVerdict {
    this.#forgetBefore(nowSecond);
    for (const bucket of this.#buckets.values()) {
      if (bucket.has(nonce)) return 'replayed';
    }
    if (this.#size >= this.#capacity) return 'full';
    this.#remember(detached(nonce), untilSecond);
    return 'fresh';
  }

  #remember(nonce: string, untilSecond: number): void {
    const bucket = this.#buckets.get(untilSecond);
    if (bucket === undefined) this.#buckets.set(untilSecond, new Set([nonce]));
    else bucket.add(nonce);
    this.#size += 1;
  }

  #forgetBefore(nowSecond: number): void {
    for (const [second, bucket] of this.#buckets) {
      if (second >= nowSecond) continue;
      this.#buckets.delete(second);
      this.#size -= bucket.size;
    }
  }
}

/** A copy of its own: a substring keeps the whole header, that it was cut from, in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
