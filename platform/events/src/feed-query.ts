import { parsePosition, type Position } from './position.js';

/** What a reader asks for. Whether it may is the workload table's question, asked before. */
export interface FeedQuery {
  readonly types: readonly string[];
  /** Null: the newest event of every subject first. */
  readonly after: Position | 'head' | null;
  /** The history that a position in `after` is a place in; null when the reader does not know. */
  readonly feed: string | null;
}

const TYPES_MAX = 50;
const TYPE = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;

const FEED = /^[0-9a-f-]{36}\.[0-9A-F]{8}$/;

/** Reads `?types=a,b&after=<xid>.<id>|head&feed=<history>`, or says what is wrong with it. */
export function parseFeedQuery(query: URLSearchParams): FeedQuery | { readonly problem: string } {
  const types = query.getAll('types').flatMap((value) => value.split(','));
  if (types.length === 0 || types.length > TYPES_MAX || !types.every((type) => TYPE.test(type))) {
    return { problem: `types must name 1 to ${TYPES_MAX} event types, separated by commas` };
  }
  const after = query.getAll('after');
  if (after.length > 1) return { problem: 'after must be given at most once' };
  const feeds = query.getAll('feed');
  if (feeds.length > 1 || feeds.some((feed) => !FEED.test(feed))) return { problem: 'feed must be one history’s name' };
  const [feed = null] = feeds;
  if (after[0] === undefined) return { types, after: null, feed };
  const position = after[0] === 'head' ? 'head' : parsePosition(after[0]);
  return position === null
    ? { problem: 'after must be a position <xid>.<id>, or head' }
    : { types, after: position, feed };
}
