export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Doubles per failure, then takes a random half of it, so that a thousand readers of a source that came back don't come
 * back as one.
 */
export function backoffMs({ firstMs, mostMs }: Backoff, failures: number, random: () => number = Math.random): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(full / 2 + (full / 2) * random());
}

/** Waits, or returns at once when told to stop. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
