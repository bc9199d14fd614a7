import pg from 'pg';
import { VALUE_TYPES } from '../connection.js';
import type { ConnectionSource, Lease, Row } from '../connection.js';
import { DatabaseUnavailable } from '../errors.js';
import { startPglite } from './pglite-process.js';
import type { PgliteOptions, PgliteSocket } from './pglite-process.js';

/** As PostgreSQL's idle_in_transaction_session_timeout, which a database without timers does not have. */
const IDLE_MS = 5_000;

/** The embedded database's one connection, given to one transaction after the other in the order of asking. */
export async function openPgliteSource(options: PgliteOptions): Promise<ConnectionSource> {
  const socket = await startPglite(options);
  const client = new pg.Client({ stream: () => socket, user: 'postgres', database: 'postgres', types: VALUE_TYPES });
  client.on('error', () => undefined); // every statement reports it; without a listener it would end the process
  await client.connect();
  return new PgliteSource(client, socket, options.idleMs ?? IDLE_MS);
}

class PgliteSource implements ConnectionSource {
  readonly #client: pg.Client;
  readonly #socket: PgliteSocket;
  readonly #idleMs: number;
  #free: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(client: pg.Client, socket: PgliteSocket, idleMs: number) {
    this.#client = client;
    this.#socket = socket;
    this.#idleMs = idleMs;
  }

  async acquire(): Promise<Lease> {
    const before = this.#free;
    let free = (): void => undefined;
    this.#free = new Promise((resolve) => (free = resolve));
    await before;
    if (!this.#closed) return new PgliteLease(this.#client, free, this.#idleMs);
    free();
    throw new DatabaseUnavailable('The embedded database is closed.');
  }

  /** Waits for the transactions that already asked, then stops. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#free;
    await this.#socket.stop();
  }
}

class PgliteLease implements Lease {
  readonly #client: pg.Client;
  readonly #free: () => void;
  readonly #idleMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running = 0;
  #over = false;

  constructor(client: pg.Client, free: () => void, idleMs: number) {
    this.#client = client;
    this.#free = free;
    this.#idleMs = idleMs;
  }

  async query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    if (this.#over)
      throw new DatabaseUnavailable(
        `The transaction waited longer than ${this.#idleMs} ms between two statements and was rolled back.`,
      );
    clearTimeout(this.#timer);
    this.#running += 1;
    try {
      return await (values === undefined ? this.#client.query<Row>(text) : this.#client.query<Row>(text, [...values]));
    } finally {
      this.#running -= 1;
      this.#watch();
    }
  }

  #watch(): void {
    if (this.#running === 0 && !this.#over) this.#timer = setTimeout(() => void this.#abandon(), this.#idleMs).unref();
  }

  release(): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#over = true;
    this.#free();
  }

  async #abandon(): Promise<void> {
    this.#over = true;
    await this.#client.query('rollback').catch(() => undefined);
    this.#free();
  }
}
