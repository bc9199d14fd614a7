import type { QueryResult } from 'pg';
import { nameOfPrepared } from './connection.js';
import type { ConnectionSource, Lease, Row } from './connection.js';
import { TransactionMisuse } from './errors.js';
import { beginStatement } from './statements.js';
import { runInside, runTransaction } from './transaction.js';

export interface ReadScope {
  readonly schema: string;
  readonly role: string;
  readonly tenantId: string;
}

type Read = (text: string, values: readonly unknown[]) => Promise<QueryResult<Row>>;

/** A transaction of one statement that reads: begun, run and over in one round trip where the engine has a way for it. */
export async function runOneRead<Result>(
  source: ConnectionSource,
  scope: ReadScope,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  const { readAlone } = source;
  if (readAlone !== undefined) return runInside(() => work(new OneRead(readWith(readAlone, scope))));
  const begin = beginStatement({ ...scope, requestId: null, readOnly: true });
  const { result } = await runTransaction(source, begin, (lease) =>
    work(new OneRead((text, values) => lease.query(text, values))),
  );
  return result;
}

function readWith(readAlone: NonNullable<ConnectionSource['readAlone']>, scope: ReadScope): Read {
  return async (text, values) => {
    const rows = await readAlone({ ...scope, text, values, name: nameOfPrepared(text) });
    return { rows: [...rows], rowCount: rows.length, command: 'SELECT', oid: 0, fields: [] };
  };
}

/** A second statement would see another moment, under another transaction: it is refused. */
class OneRead implements Lease {
  readonly #read: Read;
  #isDone = false;

  constructor(read: Read) {
    this.#read = read;
  }

  async query(text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
    if (this.#isDone) throw new TransactionMisuse('A transaction of one read takes one statement.');
    this.#isDone = true;
    return this.#read(text, values);
  }

  /** Holds nothing. */
  release(): void {}
}
