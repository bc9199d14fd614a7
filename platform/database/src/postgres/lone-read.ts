import type { Connection, FieldDef, Submittable } from 'pg';
import { textParser } from '../connection.js';
import type { LoneStatement, Row } from '../connection.js';
import { TransactionMisuse } from '../errors.js';

/** How the rows of a statement are read. */
export type Columns = readonly { readonly name: string; readonly read: (text: string) => unknown }[];

/** What one connection has parsed and described already, by name. */
export type Prepared = Map<string, Columns>;

export type Parameter = string | Buffer | null;
export type Ended = { readonly rows: readonly Row[] } | { readonly error: unknown };

/** Its values as they are sent. */
export interface WrittenStatement extends LoneStatement {
  readonly values: readonly Parameter[];
}

const SCOPE = 'lone_scope';
/** All of it ends with the transaction, as after a begin. One text for everybody, whose values are parameters. */
const SCOPE_TEXT = `select set_config('search_path', $1, true), set_config('role', $2, true),
  set_config('bailiwick.tenant_id', $3, true), set_config('transaction_read_only', 'on', true)`;

/**
 * A transaction of one statement, in one round trip. What is sent up to a Sync is one transaction (PostgreSQL's protocol,
 * "Pipelining"): role and tenant are set in it, then the statement runs. Where the first fails, the second does not run.
 * `pg` calls the `handle…` methods, as those of its own queries.
 */
export class LoneRead implements Submittable {
  readonly #statement: WrittenStatement;
  readonly #name: string;
  readonly #prepared: Prepared;
  readonly #settle: (ended: Ended) => void;
  readonly #rows: Row[] = [];
  #columns: Columns;
  #isScoped = false;
  #failure: unknown = null;

  constructor(statement: WrittenStatement, prepared: Prepared, settle: (ended: Ended) => void) {
    this.#statement = statement;
    this.#name = statement.name === null ? '' : `lone_${statement.name}`;
    this.#prepared = prepared;
    this.#columns = prepared.get(this.#name) ?? [];
    this.#settle = settle;
  }

  /** The first of those that go together writes them all, see `LoneReads`. */
  submit = (_connection: Connection): void => undefined;

  write(connection: Connection): void {
    const { schema, role, tenantId, text, values } = this.#statement;
    if (!this.#prepared.has(SCOPE)) parse(connection, SCOPE, SCOPE_TEXT);
    connection.bind({ statement: SCOPE, values: [`${schema}, pg_temp`, role, tenantId] }, true);
    connection.execute({}, true);
    const isKnown = this.#prepared.has(this.#name);
    if (!isKnown) parse(connection, this.#name, text);
    connection.bind({ statement: this.#name, values: [...values] }, true);
    if (!isKnown) connection.describe({ type: 'P', name: '' }, true);
    connection.execute({}, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, read: textParser(dataTypeID) }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (!this.#isScoped || this.#failure !== null) return;
    try {
      this.#rows.push(rowOf(fields, this.#columns));
    } catch (error) {
      this.#failure = error;
    }
  }

  /** The settings come first, the statement second. */
  handleCommandComplete(): void {
    this.#isScoped = true;
  }

  handleReadyForQuery(): void {
    if (this.#failure !== null) {
      this.handleError(this.#failure);
      return;
    }
    this.#prepared.set(SCOPE, []);
    if (this.#name !== '') this.#prepared.set(this.#name, this.#columns);
    this.#settle({ rows: this.#rows });
  }

  /** What the server still knows by these names is uncertain now: both are parsed anew. */
  handleError(error: unknown): void {
    this.#prepared.delete(SCOPE);
    this.#prepared.delete(this.#name);
    this.#settle({ error });
  }

  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyData(): void {}
  handleCopyInResponse(): void {}
}

/** Closed first, which is no error for a name that nobody has: after a failure it may be there or not. */
function parse(connection: Connection, name: string, text: string): void {
  if (name !== '') connection.close({ type: 'S', name }, true);
  connection.parse({ name, text, types: [] }, true);
}

function rowOf(fields: readonly (string | null)[], columns: Columns): Row {
  const row: Record<string, unknown> = {};
  for (const [at, { name, read }] of columns.entries()) {
    const text = fields[at] ?? null;
    row[name] = text === null ? null : read(text);
  }
  return row;
}

/** What needs no knowledge of the parameter's type. */
export function asParameter(value: unknown): Parameter {
  if (value === null || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new TransactionMisuse('A lone read takes text, numbers, booleans, times and bytes.');
}
