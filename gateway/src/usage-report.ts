import type { Log } from '@bailiwick/config';
import type { Workload } from './config.js';
import type { Hops } from './sign-request.js';
import { Upstream, type UpstreamOptions } from './upstream.js';

export interface Use {
  readonly sub: string;
  readonly tenant: string | null;
  readonly address: string | null;
}

interface Count extends Use {
  count: number;
  lastAt: number;
}

export interface UsageReport {
  readonly record: (use: Use) => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 2_000;
const USES_PER_REPORT = 500;
/** Beyond this, uses of new principals go uncounted until the owner is back: memory is bounded, and no request waits. */
const HELD_MAX = 5_000;

/** Tells the machines' owner how often its tokens were used without asking it, so that "last used" is true. */
export function createUsageReport(owner: Workload, hops: Hops, log: Log, options: UpstreamOptions, newRequestId: () => string): UsageReport {
  const upstream = new Upstream(owner.url, options);
  const url = new URL('/usage', owner.url);
  const counts = new Map<string, Count>();
  const send = async (uses: readonly Count[]): Promise<void> => {
    const body = JSON.stringify({ uses: uses.map((use) => ({ ...use, lastAt: new Date(use.lastAt).toISOString() })) });
    const hop = { url, receiver: owner.name, requestId: newRequestId(), contentType: 'application/json', accept: 'application/json', transactionToken: null, body };
    const { status } = await hops.send(upstream, hop);
    if (status >= 300) throw new Error(`status ${String(status)}`);
  };
  const flush = async (): Promise<void> => {
    const uses = [...counts.values()].slice(0, USES_PER_REPORT);
    if (uses.length === 0) return;
    for (const use of uses) counts.delete(keyOf(use));
    try {
      await send(uses);
    } catch (error) {
      for (const use of uses) add(counts, use, use.count, use.lastAt);
      log.warn({ owner: owner.name, cause: error instanceof Error ? error.message : 'unknown' }, 'usage report not delivered');
    }
  };
  const timer = setInterval(() => void flush(), EVERY_MS);
  timer.unref();
  return {
    record: (use) => {
      add(counts, use, 1, Date.now());
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
      await upstream.close();
    },
  };
}

function add(counts: Map<string, Count>, { sub, tenant, address }: Use, count: number, lastAt: number): void {
  const key = keyOf({ sub, tenant, address });
  const known = counts.get(key);
  if (known !== undefined) {
    known.count += count;
    known.lastAt = Math.max(known.lastAt, lastAt);
  } else if (counts.size < HELD_MAX) {
    counts.set(key, { sub, tenant, address, count, lastAt });
  }
}

function keyOf({ sub, tenant, address }: Use): string {
  return JSON.stringify([sub, tenant, address]);
}
