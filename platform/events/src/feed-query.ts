import { parsePosition, type Position } from './position.js';

/** What a reader asks for. Whether it may is the workload table's question, asked before. */
export interface FeedQuery {
  readonly types: readonly string[];
  /** Null: the newest event of every subject first. */
  readonly after: Position | 'head' | null;
}

const TYPES_MAX = 50;
const TYPE = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;

/** Reads `?types=a,b&after=<xid>.<id>|head`, or says what is wrong with it. */
export function parseFeedQuery(query: URLSearchParams): FeedQuery | { readonly problem: string } {
  const types = query.getAll('types').flatMap((value) => value.split(','));
  if (types.length === 0 || types.length > TYPES_MAX || !types.every((type) => TYPE.test(type))) {
    return { problem: `types must name 1 to ${TYPES_MAX} event types, separated by commas` };
  }
  const after = query.getAll('after');
  if (after.length > 1) return { problem: 'after must be given at most once' };
  if (after[0] === undefined) return { types, after: null };
  const position = after[0] === 'head' ? 'head' : parsePosition(after[0]);
  return position === null ? { problem: 'after must be a position <xid>.<id>, or head' } : { types, after: position };
}
