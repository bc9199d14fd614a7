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
  readonly count: number;
  readonly lastAt: number;
}

const EVERY_MS = 2_000;
const USES_PER_REPORT = 500;
/** Beyond this, uses of new principals go uncounted until the owner is back: memory is bounded, and no request waits. */
const HELD_MAX = 5_000;

export interface ReportParts {
  readonly hops: Hops;
  readonly log: Log;
  readonly now: () => Date;
  readonly newRequestId: () => string;
}

/** Tells the machines' owner how often its tokens were used without asking it, so that "last used" is true. */
export class UsageReport {
  readonly #owner: Workload;
  readonly #hops: Hops;
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #newRequestId: () => string;
  readonly #upstream: Upstream;
  readonly #counts = new Map<string, Count>();
  readonly #timer = setInterval(() => void this.flush(), EVERY_MS).unref();

  constructor(owner: Workload, { hops, log, now, newRequestId }: ReportParts, options: UpstreamOptions) {
    this.#owner = owner;
    this.#hops = hops;
    this.#log = log;
    this.#now = now;
    this.#newRequestId = newRequestId;
    this.#upstream = new Upstream(owner.url, options);
  }

  record(use: Use): void {
    this.#add({ ...use, count: 1, lastAt: this.#now().getTime() });
  }

  async flush(): Promise<void> {
    const uses = [...this.#counts.values()].slice(0, USES_PER_REPORT);
    if (uses.length === 0) return;
    for (const use of uses) this.#counts.delete(keyOf(use));
    try {
      await this.#send(uses);
    } catch (error) {
      for (const use of uses) this.#add(use);
      const cause = error instanceof Error ? error.message : 'unknown';
      this.#log.warn({ owner: this.#owner.name, cause }, 'usage report not delivered');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#upstream.close();
  }

  async #send(uses: readonly Count[]): Promise<void> {
    const { status } = await this.#hops.send(this.#upstream, {
      url: new URL('/usage', this.#owner.url),
      receiver: this.#owner.name,
      requestId: this.#newRequestId(),
      contentType: 'application/json',
      accept: 'application/json',
      transactionToken: null,
      body: JSON.stringify({ uses: uses.map((use) => ({ ...use, lastAt: new Date(use.lastAt).toISOString() })) }),
    });
    if (status >= 300) throw new Error(`status ${String(status)}`);
  }

  #add(use: Count): void {
    const key = keyOf(use);
    const known = this.#counts.get(key);
    if (known === undefined && this.#counts.size >= HELD_MAX) return;
    const { sub, tenant, address } = use;
    const count = use.count + (known?.count ?? 0);
    this.#counts.set(key, { sub, tenant, address, count, lastAt: Math.max(use.lastAt, known?.lastAt ?? 0) });
  }
}

function keyOf({ sub, tenant, address }: Use): string {
  return JSON.stringify([sub, tenant, address]);
}
