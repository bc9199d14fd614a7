import type pg from 'pg';
import type { LoneStatement, Row } from '../connection.js';
import { asUnavailable } from '../errors.js';
import { asParameter, LoneRead, type Columns, type Ended, type Prepared, type WrittenStatement } from './lone-read.js';

interface Waiting {
  readonly statement: WrittenStatement;
  readonly settle: (ended: Ended) => void;
}

/** So many wait for each other at most: the server answers those of one connection one after the other. */
const TOGETHER_MAX = 8;

/**
 * Those that are asked for in one turn of the event loop go to the server in one write. Each stays a transaction of its own, under
 * its own tenant and as of its own moment; what is shared is the round trip, which costs this process more than the bytes in it.
 */
export class LoneReads {
  readonly #pool: pg.Pool;
  readonly #domain: string;
  readonly #prepared = new WeakMap<pg.PoolClient, Prepared>();
  #waiting: Waiting[] = [];

  constructor(pool: pg.Pool, domain: string) {
    this.#pool = pool;
    this.#domain = domain;
  }

  async read(statement: LoneStatement): Promise<readonly Row[]> {
    const values = statement.values.map(asParameter);
    const ended = await new Promise<Ended>((settle) => {
      // After this turn's requests have been read, before the next ones are waited for.
      if (this.#waiting.length === 0) setImmediate(() => this.#sendAll());
      this.#waiting.push({ statement: { ...statement, values }, settle });
    });
    if ('error' in ended) throw asUnavailable(ended.error, this.#domain);
    return ended.rows;
  }

  #sendAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < waiting.length; at += TOGETHER_MAX) void this.#send(waiting.slice(at, at + TOGETHER_MAX));
  }

  async #send(together: readonly Waiting[]): Promise<void> {
    let client: pg.PoolClient | null = null;
    try {
      client = await this.#pool.connect();
      client.on('error', ignore); // each read reports it; without a listener it would end the process
      await this.#run(client, together);
      client.off('error', ignore);
      client.release();
    } catch (error) {
      client?.release(true);
      for (const { settle } of together) settle({ error });
    }
  }

  /** Resolves when all are answered, well or badly. */
  #run(client: pg.PoolClient, together: readonly Waiting[]): Promise<void> {
    const prepared = this.#prepared.get(client) ?? new Map<string, Columns>();
    this.#prepared.set(client, prepared);
    return new Promise((done) => {
      const reads = together.map(
        ({ statement, settle }, at) =>
          new LoneRead(statement, prepared, (ended) => {
            settle(ended);
            turnTo(reads[at + 1]);
          }),
      );
      // `pg` is told of each when the one before it is answered; by then all have long been sent, by the first.
      const turnTo = (read: LoneRead | undefined): void => (read === undefined ? done() : void client.query(read));
      writeWithFirst(reads);
      turnTo(reads[0]);
    });
  }
}

function writeWithFirst(reads: readonly LoneRead[]): void {
  const [first] = reads;
  if (first === undefined) return;
  first.submit = (connection) => {
    connection.stream.cork();
    for (const read of reads) read.write(connection);
    connection.stream.uncork();
  };
}

function ignore(): void {}
