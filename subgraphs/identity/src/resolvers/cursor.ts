import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { MemberPosition } from '../store/member-page.js';

export const PAGE_MAX = 100;

const position = z.tuple([z.literal('member'), z.iso.datetime(), z.uuid()]);

/** Opaque to clients, checked by us. It names a place in the order, which gives no access: the policy shows own rows only. */
export function memberCursor({ since, id }: MemberPosition): string {
  return Buffer.from(JSON.stringify(['member', since.toISOString(), id])).toString('base64url');
}

export function readMemberCursor(cursor: string): MemberPosition {
  const parsed = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success)
    throw badInput('after must be the cursor of an edge, or the endCursor of a page, of this connection.');
  return { since: new Date(parsed.data[1]), id: parsed.data[2] };
}

export function readPageSize(first: number): number {
  if (first < 1 || first > PAGE_MAX) throw badInput(`first must be 1 to ${PAGE_MAX}.`);
  return first;
}

/** A query has no payload whose `errors` could hold it, so wrong input is a top-level error. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
