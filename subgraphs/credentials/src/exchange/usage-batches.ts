import type { TrustDecision } from '../domain/trust/trust-decision.js';
import { minuteOf } from '../domain/usage.js';
import type { ExchangeUse } from '../store/usage.js';

export interface AllowedUse extends Omit<ExchangeUse, 'decisionId'> {
  readonly tenantId: string;
  /** Equal for equal answers: within a minute only the first of them is kept whole. */
  readonly answer: string;
  readonly decision: () => TrustDecision;
}

/** What one tenant's exchanges came to since the last time. */
export interface Batch {
  readonly decisions: TrustDecision[];
  readonly exchanges: ExchangeUse[];
}

/** Beyond this, while the database does not take them, uses are only counted, and the count is said. */
const HELD_MAX = 50_000;
const KNOWN_MAX = 20_000;

/** Allowed uses in memory, tenant by tenant, until somebody takes them. */
export class UsageBatches {
  readonly #known = new Map<string, string>();
  #batches = new Map<string, Batch>();
  #held = 0;
  #dropped = 0;

  /** Answers the id of the decision that this use repeats. */
  add({ tenantId, answer, decision, ...use }: AllowedUse): string {
    const key = `${tenantId} ${minuteOf(use.at).getTime()} ${use.versionNumber} ${answer}`;
    const batch = this.#batchOf(tenantId);
    const decisionId = this.#known.get(key) ?? this.#keepDecision(key, batch, decision());
    if (this.#held >= HELD_MAX) this.#dropped += 1;
    else {
      this.#held += 1;
      batch.exchanges.push({ ...use, decisionId });
    }
    return decisionId;
  }

  /** All of it. What is not given back is done. */
  take(): readonly (readonly [tenantId: string, batch: Batch])[] {
    const taken = [...this.#batches];
    this.#batches = new Map();
    this.#held = 0;
    return taken;
  }

  giveBack(tenantId: string, { decisions, exchanges }: Batch): void {
    const batch = this.#batchOf(tenantId);
    batch.decisions.unshift(...decisions);
    batch.exchanges.unshift(...exchanges);
    this.#held += exchanges.length;
  }

  /** How many were too many since the last time that somebody asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  #batchOf(tenantId: string): Batch {
    const batch = this.#batches.get(tenantId) ?? { decisions: [], exchanges: [] };
    this.#batches.set(tenantId, batch);
    return batch;
  }

  #keepDecision(key: string, batch: Batch, decision: TrustDecision): string {
    batch.decisions.push(decision);
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(key, decision.id);
    return decision.id;
  }
}
