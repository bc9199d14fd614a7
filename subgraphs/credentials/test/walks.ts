import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null: anew in each run. */
    readonly walkSeed: number | null;
  }
}

/** How fast-check goes about a property that is too dear for many runs. A failure names the seed to walk again by. */
export function walks(numRuns: number): { readonly numRuns: number; readonly seed?: number } {
  const seed = inject('walkSeed');
  return { numRuns, ...(seed !== null && { seed }) };
}
