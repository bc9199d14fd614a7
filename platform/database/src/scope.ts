import {
  DefaultQueryExecutor,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
} from 'kysely';
import type { CompiledQuery, ConnectionProvider, DatabaseConnection, Dialect, QueryResult } from 'kysely';
import type { Lease } from './connection.js';
import { TransactionMisuse } from './errors.js';

/** Kysely's view of one transaction, until it ends. */
export interface Scope<Tables> {
  readonly transaction: Transaction<Tables>;
  /** Refuses statements until resumed: while a tenant is entered, this handle would act as the tenant. */
  pause(): void;
  resume(): void;
  end(): void;
}

/**
 * Kysely over one held connection. After the end every statement is refused: one that nobody awaited would otherwise
 * run in whichever tenant's transaction has the connection next.
 */
export function openScope<Tables>(lease: Lease, count: () => void): Scope<Tables> {
  const connection = new ScopedConnection(lease, count);
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) };
  const executor = new DefaultQueryExecutor(COMPILER, ADAPTER, provider);
  return {
    transaction: new Transaction<Tables>({ config: { dialect: DIALECT }, driver: DRIVER, dialect: DIALECT, executor }),
    pause: () => connection.become('paused'),
    resume: () => connection.become('open'),
    end: () => connection.become('ended'),
  };
}

const COMPILER = new PostgresQueryCompiler();
const ADAPTER = new PostgresAdapter();
const DRIVER = new DummyDriver();
const DIALECT: Dialect = {
  createAdapter: () => ADAPTER,
  createDriver: () => DRIVER,
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => COMPILER,
};

type State = 'open' | 'paused' | 'ended';

const REFUSALS: Readonly<Record<Exclude<State, 'open'>, string>> = {
  paused: 'Inside enterTenant only the tenant transaction may be used, and one tenant at a time.',
  ended: 'This transaction has ended. Await every statement inside it.',
};

class ScopedConnection implements DatabaseConnection {
  readonly #lease: Lease;
  readonly #count: () => void;
  #state: State = 'open';

  constructor(lease: Lease, count: () => void) {
    this.#lease = lease;
    this.#count = count;
  }

  become(state: State): void {
    if (this.#state !== 'ended') this.#state = state;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#state !== 'open') throw new TransactionMisuse(REFUSALS[this.#state]);
    this.#count();
    const { rows, rowCount, command } = await this.#lease.query(query.sql, query.parameters);
    const typed = rows as Row[]; // the caller's query decides what its rows look like
    const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
    return changes ? { rows: typed, numAffectedRows: BigInt(rowCount ?? 0) } : { rows: typed };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new TransactionMisuse('Rows are not streamed: page through them, a transaction is short.');
  }
}
