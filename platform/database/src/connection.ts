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

/** Where connections come from: the pool of PostgreSQL, or the embedded database's only one. */
export interface ConnectionSource {
  acquire(): Promise<Lease>;
  close(): Promise<void>;
}

const DATE = 1082;

/**
 * How values arrive, on both engines: the embedded one is read through the same driver. bigint, numeric and xid8 are
 * strings (no precision is lost), json is parsed, timestamptz is a Date, and a date stays `2026-01-31`: as a Date it
 * would move with the server's time zone.
 */
export const VALUE_TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): TextParser =>
    oid === DATE ? asText : standardParser(oid, format ?? 'text'),
};

type TextParser = (value: string) => unknown;

const standardParser: (oid: number, format: 'text' | 'binary') => TextParser = pg.types.getTypeParser;

function asText(value: string): string {
  return value;
}
