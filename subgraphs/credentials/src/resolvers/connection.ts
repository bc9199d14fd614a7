import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Position } from '../store/page.js';
import { DAYS_MAX, TEXT_LENGTH_MAX } from '../domain/filter-limits.js';

const PAGE_MAX = 100;

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

interface PageFilter {
  readonly text?: string | null;
  readonly expiresInDays?: number | null;
  readonly unusedForDays?: number | null;
}

export interface PageRequest {
  readonly first: number;
  readonly after: Position | null;
}

const position = z.tuple([z.string(), z.iso.datetime(), z.uuid()]);

/** Checked here: a query has no payload whose `errors` could hold it, so wrong input is a top-level error. */
export function readPage(kind: string, { first, after }: PageArgs, filter: PageFilter = {}): PageRequest {
  const size = pageSize({ first: first ?? null });
  if ((filter.text?.length ?? 0) > TEXT_LENGTH_MAX)
    throw badInput(`text must have at most ${TEXT_LENGTH_MAX} characters.`);
  checkDays({ expiresInDays: filter.expiresInDays, unusedForDays: filter.unusedForDays });
  return { first: size, after: after === null || after === undefined ? null : readCursor(kind, after) };
}

export function pageSize({ first }: Pick<PageArgs, 'first'>): number {
  const size = first ?? 50;
  if (size < 1 || size > PAGE_MAX) throw badInput(`first must be 1 to ${PAGE_MAX}.`);
  return size;
}

function checkDays(given: Readonly<Record<string, number | null | undefined>>): void {
  for (const [name, days] of Object.entries(given))
    if (days !== null && days !== undefined && (days < 0 || days > DAYS_MAX))
      throw badInput(`${name} must be 0 to ${DAYS_MAX}.`);
}

/** One row more than asked for tells whether another page follows. */
export function connectionOf<Node>(
  kind: string,
  rows: readonly Node[],
  { first, after }: PageRequest,
  positionOf: (node: Node) => Position,
) {
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(kind, positionOf(node)), node }));
  const pageInfo = {
    hasNextPage: rows.length > first,
    hasPreviousPage: after !== null,
    startCursor: edges.at(0)?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, pageInfo };
}

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Opaque to clients. It names a place in the order, which gives no access: the policy shows own rows only. */
function cursorOf(kind: string, { at, id }: Position): string {
  return Buffer.from(JSON.stringify([kind, at.toISOString(), id])).toString('base64url');
}

function readCursor(kind: string, cursor: string): Position {
  const parsed = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== kind)
    throw badInput('after must be the cursor of an edge, or the endCursor of a page, of this connection.');
  return { at: new Date(parsed.data[1]), id: parsed.data[2] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
