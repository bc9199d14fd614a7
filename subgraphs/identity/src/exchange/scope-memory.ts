import { LRUCache } from 'lru-cache';
import type { TransactionContext } from '@bailiwick/transaction-token';

const REMEMBERED_MS = 5 * 60_000;
const PRINCIPALS_MAX = 20_000;

/**
 * The last scope that access gave a principal, for minutes in which access does not answer. It is repeated at most five
 * minutes long; and as always it only shortens a yes: writes are asked of access live.
 */
export interface ScopeMemory {
  keep(context: TransactionContext, scope: readonly string[], now: Date): void;
  recall(context: TransactionContext, now: Date): readonly string[] | null;
}

export function createScopeMemory(): ScopeMemory {
  const kept = new LRUCache<string, { readonly scope: readonly string[]; readonly at: number }>({
    max: PRINCIPALS_MAX,
  });
  return {
    keep: (context, scope, now) => {
      kept.set(keyOf(context), { scope, at: now.getTime() });
    },
    recall: (context, now) => {
      const last = kept.get(keyOf(context));
      return last !== undefined && now.getTime() - last.at <= REMEMBERED_MS ? last.scope : null;
    },
  };
}

/** Everything that access's answer depends on: a scope given to a second factor is none for a first. */
function keyOf({ subject, tenantId, operator, authentication }: TransactionContext): string {
  return JSON.stringify([subject, tenantId, operator?.duty ?? null, authentication.multiFactor]);
}
