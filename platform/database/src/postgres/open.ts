import pg from 'pg';
import { nameOfPrepared, VALUE_TYPES } from '../connection.js';
import type { ConnectionSource, Lease, LoneStatement, Row } from '../connection.js';
import { createDatabase } from '../database.js';
import { asUnavailable } from '../errors.js';
import { verifyIsolation } from '../isolation/verify.js';
import type { DomainSource } from '../migration/files.js';
import type { Database } from '../types.js';
import { LoneReads } from './lone-reads.js';

export interface PostgresOptions {
  /** The application's login: neither owner nor superuser, and without rights of its own. */
  readonly url: string;
  readonly domain: DomainSource;
  readonly log: { error(fields: object, message: string): void };
  readonly poolSize?: number;
}

// A transaction that waits holds back every reader of the feed: the feed ends at the oldest running transaction.
const IDLE_IN_TRANSACTION_MS = 5_000;
const STATEMENT_MS = 10_000;
const CONNECT_MS = 5_000;

/** Opens one domain's database on a PostgreSQL server, or says what keeps it from being safe to use. */
export async function openPostgres<Tables>(options: PostgresOptions): Promise<Database<Tables>> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    types: VALUE_TYPES,
    application_name: `bailiwick-${options.domain.name}`,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  });
  pool.on('error', (error) =>
    options.log.error({ domain: options.domain.name, problem: error.message }, 'idle database connection lost'),
  );
  const database = createDatabase<Tables>(options.domain.name, new PoolSource(pool, options.domain.name));
  try {
    await verifyIsolation(database, options.domain, { embedded: false });
    return database;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

class PoolSource implements ConnectionSource {
  readonly #pool: pg.Pool;
  readonly #domain: string;
  readonly #reads: LoneReads;
  #closing: Promise<void> | undefined;

  constructor(pool: pg.Pool, domain: string) {
    this.#pool = pool;
    this.#domain = domain;
    this.#reads = new LoneReads(pool, domain);
  }

  readonly readAlone = (statement: LoneStatement): Promise<readonly Row[]> => this.#reads.read(statement);

  async acquire(): Promise<Lease> {
    try {
      return new PoolLease(await this.#pool.connect(), this.#domain);
    } catch (error) {
      throw asUnavailable(error, this.#domain);
    }
  }

  async close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    await this.#closing;
  }
}

class PoolLease implements Lease {
  readonly #client: pg.PoolClient;
  readonly #domain: string;

  constructor(client: pg.PoolClient, domain: string) {
    this.#client = client;
    this.#domain = domain;
    client.on('error', ignore); // the statement that meets it reports it; without a listener it would end the process
  }

  async query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    try {
      if (values === undefined) return await this.#client.query<Row>(text);
      const name = nameOfPrepared(text);
      return await this.#client.query<Row>({ text, values: [...values], ...(name !== null && { name }) });
    } catch (error) {
      throw asUnavailable(error, this.#domain);
    }
  }

  release(broken = false): void {
    this.#client.off('error', ignore);
    this.#client.release(broken);
  }
}

function ignore(): void {}
