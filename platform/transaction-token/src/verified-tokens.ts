import type { VerifiedTransactionContext } from './context.js';

/**
 * Contexts by the exact text of their tokens, so that the second request of a token costs no signature. Bounded; the
 * oldest goes first, which among tokens of one lifetime is the one that expires first.
 */
export class VerifiedTokens {
  readonly #contexts = new Map<string, VerifiedTransactionContext>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  find(token: string): VerifiedTransactionContext | null {
    return this.#contexts.get(token) ?? null;
  }

  keep(context: VerifiedTransactionContext): void {
    this.#contexts.set(context.token, context);
    if (this.#contexts.size <= this.#capacity) return;
    for (const oldest of this.#contexts.keys()) {
      this.#contexts.delete(oldest);
      return;
    }
  }
}
