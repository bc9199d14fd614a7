import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Exchange, Exchanged, ExchangeRequest, Granted, Refused } from './exchange-token.js';
import { touches, type Listening, type Withdrawal } from './withdrawals.js';

export interface ExchangeCacheOptions {
  readonly exchange: Exchange;
  readonly listening: Listening;
  readonly now: () => number;
  readonly capacity: number;
  /** A token was used again without asking its minter. */
  readonly onReuse: (granted: Granted, request: ExchangeRequest) => void;
}

interface Held {
  readonly granted: Granted;
  readonly until: number;
}

/** One exchange under way, and what was withdrawn meanwhile. */
interface Flight {
  readonly answer: Promise<Exchanged>;
  readonly epoch: number;
  readonly withdrawn: Withdrawal[];
}

/** So that a token does not run out between here and the last hop of its request. */
const MARGIN_MS = 2_000;
const REFUSAL_MS = 1_000;
/** Withdrawn again while it was exchanged again: the second answer is as live as any, and serves once. */
const ATTEMPTS = 2;

/**
 * Keeps Txn-Tokens for as long as their minters say, and never beyond a withdrawal. Keyed by a hash under a secret of
 * this process, so that a dump of the memory shows no credential. See docs/decisions/0004-exchange-cache.md.
 */
export class ExchangeCache {
  readonly #options: ExchangeCacheOptions;
  readonly #secret = randomBytes(32);
  readonly #held: LRUCache<string, Held>;
  readonly #refused: LRUCache<string, { readonly refused: Refused; readonly until: number }>;
  readonly #flights = new Map<string, Flight>();
  readonly #landing = new Set<Flight>();

  constructor(options: ExchangeCacheOptions) {
    this.#options = options;
    this.#held = new LRUCache({ max: options.capacity });
    this.#refused = new LRUCache({ max: options.capacity });
  }

  async tokenFor(request: ExchangeRequest): Promise<Exchanged> {
    // A proof is good for one request, and only the minter may judge it.
    if (request.credential.bound) return this.#options.exchange(request);
    const key = this.#keyOf(request);
    const held = this.#fresh(key);
    if (held !== null && this.#options.listening.toAll()) {
      this.#options.onReuse(held, request);
      return held;
    }
    const refused = this.#refused.get(key);
    if (refused !== undefined && refused.until > this.#options.now())
      return this.#orStillHeld(key, refused.refused, request);
    return this.#join(key, request);
  }

  withdraw(withdrawal: Withdrawal): void {
    for (const [key, { granted }] of this.#held.entries()) if (touches(withdrawal, granted)) this.#held.delete(key);
    for (const flight of this.#landing) flight.withdrawn.push(withdrawal);
    // Whoever comes from now on starts an exchange that began after the withdrawal.
    this.#flights.clear();
  }

  /** A stream was opened: what it said before was not heard, so nothing exchanged before may stay. */
  forget(): void {
    this.#held.clear();
    this.#flights.clear();
  }

  #keyOf({ credential, tenant, operatorReason, clientAddress }: ExchangeRequest): string {
    const parts = JSON.stringify([credential.owner, credential.token, tenant, operatorReason, clientAddress]);
    return createHmac('sha256', this.#secret).update(parts).digest('base64');
  }

  #fresh(key: string): Granted | null {
    const held = this.#held.get(key);
    if (held === undefined) return null;
    if (held.until > this.#options.now()) return held.granted;
    this.#held.delete(key);
    return null;
  }

  async #join(key: string, request: ExchangeRequest): Promise<Exchanged> {
    const flying = this.#flights.get(key);
    if (flying === undefined) return this.#orStillHeld(key, await this.#lead(key, request, ATTEMPTS), request);
    const answer = await flying.answer;
    // Where every use counts, one exchange is one use: nobody rides along.
    if (answer.outcome === 'granted' && !answer.keep.store) return this.#options.exchange(request);
    if (answer.outcome === 'granted' && isTouched(flying, answer)) return this.tokenFor(request);
    if (answer.outcome === 'granted') this.#options.onReuse(answer, request);
    return this.#orStillHeld(key, answer, request);
  }

  async #lead(key: string, request: ExchangeRequest, attempts: number): Promise<Exchanged> {
    const began = this.#options.now();
    const flight: Flight = {
      answer: this.#options.exchange(request),
      epoch: this.#options.listening.epoch(),
      withdrawn: [],
    };
    this.#flights.set(key, flight);
    this.#landing.add(flight);
    try {
      const answer = await flight.answer;
      if (answer.outcome === 'granted' && isTouched(flight, answer))
        return attempts > 1 ? await this.#lead(key, request, attempts - 1) : answer;
      this.#keep(key, flight, answer, request, began);
      return answer;
    } finally {
      this.#landing.delete(flight);
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    }
  }

  #keep(key: string, flight: Flight, answer: Exchanged, request: ExchangeRequest, began: number): void {
    if (answer.outcome === 'refused') {
      if (answer.status !== 503) this.#held.delete(key);
      this.#refused.set(key, { refused: answer, until: this.#options.now() + REFUSAL_MS });
      return;
    }
    this.#refused.delete(key);
    const { listening } = this.#options;
    if (!answer.keep.store || !listening.toAll() || listening.epoch() !== flight.epoch) return;
    const seconds = Math.min(answer.lifeSeconds, answer.keep.seconds);
    const until = Math.min(began + seconds * 1000, request.credential.expiresAt ?? Infinity) - MARGIN_MS;
    if (until > this.#options.now()) this.#held.set(key, { granted: answer, until });
  }

  /**
   * The minter gave no answer, so neither a yes nor a no is known: a token that it gave before serves until it expires.
   * But only while no other stream is broken: an unheard withdrawal may come from there while the minter is not to blame.
   */
  #orStillHeld(key: string, answer: Exchanged, request: ExchangeRequest): Exchanged {
    if (answer.outcome === 'granted' || answer.status !== 503) return answer;
    const held = this.#fresh(key);
    if (held === null || !this.#options.listening.toAllBut(held.minter)) return answer;
    this.#options.onReuse(held, request);
    return held;
  }
}

function isTouched(flight: Flight, granted: Granted): boolean {
  return flight.withdrawn.some((withdrawal) => touches(withdrawal, granted));
}
