import type { Database } from '@bailiwick/database';
import { waitUntilFresh, type ConsistencyTokens } from '@bailiwick/events';
import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { SourceStanding } from './store/fact.js';
import type { AccessTables } from './store/tables.js';

const WAIT_MS = 250;

export interface Freshness {
  /** The sources whose facts did not become as fresh as the token asks for. Waits at most 250 ms, outside any transaction. */
  distrusted(token: string | null, tenantId: string): Promise<Decision<readonly string[], 'access.invalid_input'>>;
  /** What the answer was read from, as a token for the next question. */
  tokenOf(tenantId: string, standings: readonly SourceStanding[]): string;
}

export function createFreshness(
  database: Database<AccessTables>,
  tokens: ConsistencyTokens,
  sources: readonly string[],
): Freshness {
  return {
    distrusted: async (token, tenantId) => {
      if (token === null) return allow([]);
      const positions = tokens.read(token, tenantId);
      if (positions === null) {
        const problem =
          'atLeastAsFresh is not a consistency token of this tenant. Pass on what a mutation or an earlier answer gave.';
        return refuse('access.invalid_input', { facts: { problem }, path: ['atLeastAsFresh'] });
      }
      const isFresh = await waitUntilFresh(database, sources, positions, { timeoutMs: WAIT_MS });
      return allow(isFresh ? [] : sources.filter((source) => Object.hasOwn(positions, source)));
    },
    // Everything below the watermark has arrived, so the last transaction that surely has is the one before it.
    tokenOf: (tenantId, standings) => {
      const heard = standings.filter(({ source, watermark }) => sources.includes(source) && watermark > 1n);
      return tokens.mint(
        tenantId,
        Object.fromEntries(heard.map(({ source, feed, watermark }) => [source, { feed, xid: watermark - 1n }])),
      );
    },
  };
}
