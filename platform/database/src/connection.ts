import type { CustomTypesConfig, QueryResult } from 'pg';
import pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

/** One connection, held alone until it is released. */
export interface Lease {
  /** Without values the text may hold several statements, which then cost one round trip together. */
  query(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
  /** A broken connection is thrown away: what state it is in cannot be known. */
  release(broken?: boolean): void;
}

/** One statement, and as whom it reads. */
export interface LoneStatement {
  readonly schema: string;
  readonly role: string;
  readonly tenantId: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Under which it is prepared; null where its text is not always the same. */
  readonly name: string | null;
}

/** Where connections come from: the pool of PostgreSQL, or the embedded database's only one. */
export interface ConnectionSource {
  acquire(): Promise<Lease>;
  /** A read-only transaction of one statement, where the engine has a shorter way for it than begin, statement and commit. */
  readonly readAlone?: (statement: LoneStatement) => Promise<readonly Row[]>;
  close(): Promise<void>;
}

/**
 * A statement that begins with `/* prepared: name *\/` is parsed and planned once for each connection, which for a long one costs
 * more than running it. Only for texts that never change: one name stands for one text.
 */
const PREPARED = /^\/\* prepared: (\w+) \*\//;

export function nameOfPrepared(text: string): string | null {
  return PREPARED.exec(text)?.[1] ?? null;
}

const DATE = 1082;

/**
 * How values arrive, on both engines: the embedded one is read through the same driver. bigint, numeric and xid8 are
 * strings (no precision is lost), json is parsed, timestamptz is a Date, and a date stays `2026-01-31`: as a Date it
 * would move with the server's time zone.
 */
export const VALUE_TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): TextParser =>
    format === 'binary' ? standardParser(oid, format) : textParser(oid),
};

export function textParser(oid: number): TextParser {
  return oid === DATE ? asText : standardParser(oid, 'text');
}

export type TextParser = (value: string) => unknown;

const standardParser: (oid: number, format: 'text' | 'binary') => TextParser = pg.types.getTypeParser;

function asText(value: string): string {
  return value;
}
