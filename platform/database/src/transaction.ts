import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryResult } from 'pg';
import type { ConnectionSource, Lease, Row } from './connection.js';
import { TransactionMisuse } from './errors.js';

const current = new AsyncLocalStorage<{ active: boolean }>();

/** Whether this code runs inside a transaction. What waits or calls over HTTP refuses to when it does. */
export function insideTransaction(): boolean {
  return current.getStore()?.active ?? false;
}

export interface Outcome<Result> {
  readonly result: Result;
  /** False when the transaction changed nothing. */
  readonly wrote: boolean;
}

/**
 * Runs `work` between begin and commit on a connection of its own. A second transaction inside it would wait for the
 * embedded database's only connection, which the first one holds, forever: it is refused everywhere.
 */
export async function runTransaction<Result>(
  source: ConnectionSource,
  begin: string,
  work: (lease: Lease) => Promise<Result>,
): Promise<Outcome<Result>> {
  refuseInside();
  const lease = await source.acquire();
  const state = { active: true };
  try {
    await lease.query(begin);
    const result = await current.run(state, () => work(lease));
    state.active = false;
    const wrote = await commit(lease);
    lease.release();
    return { result, wrote };
  } catch (error) {
    state.active = false;
    await rollback(lease);
    throw error;
  }
}

/** For work that holds no connection and is a transaction to all that it calls. */
export async function runInside<Result>(work: () => Promise<Result>): Promise<Result> {
  refuseInside();
  const state = { active: true };
  try {
    return await current.run(state, work);
  } finally {
    state.active = false;
  }
}

function refuseInside(): void {
  if (insideTransaction())
    throw new TransactionMisuse('A transaction cannot be opened inside another one. Pass the open one on.');
}

/**
 * Asks and commits in one round trip. In a transaction that an error has aborted the question fails, where a bare
 * commit would roll back and report success.
 */
async function commit(lease: Lease): Promise<boolean> {
  const [question] = await queryAll(lease, 'select pg_current_xact_id_if_assigned() is not null as wrote; commit');
  return question?.rows[0]?.['wrote'] === true;
}

/** The driver's types know one result only, but a text of several statements is answered with a list. */
async function queryAll(lease: Lease, text: string): Promise<readonly QueryResult<Row>[]> {
  const results: QueryResult<Row> | readonly QueryResult<Row>[] = await lease.query(text);
  return 'rows' in results ? [results] : results;
}

async function rollback(lease: Lease): Promise<void> {
  try {
    await lease.query('rollback');
    lease.release();
  } catch {
    lease.release(true); // the first error is the one to report
  }
}
