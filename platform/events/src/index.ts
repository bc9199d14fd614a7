export { emit, emitWithdrawal, TOKEN_WITHDRAWN } from './emit.js';
export { cancelDue, scheduleDue } from './due.js';
export type { DueKey } from './due.js';
export { readStanding } from './standing.js';
export { declareActions } from './declare-actions.js';

export { createFeed } from './feed.js';
export type { Feed, FeedOptions } from './feed.js';
export { parseFeedQuery } from './feed-query.js';
export type { FeedQuery } from './feed-query.js';
export { PositionUnknown } from './feed-stream.js';
export type { FeedStream } from './feed-stream.js';
export { serveFeed } from './serve-feed.js';

export { startConsumer } from './consumer.js';
export type { Consumer, ConsumerOptions, ConsumerStanding } from './consumer.js';
export { rebuildProjection } from './cursor.js';

export { createConsistencyTokens, readPosition } from './consistency-token.js';
export type { ConsistencyKeys, ConsistencyTokens, FeedPlace, Positions } from './consistency-token.js';
export { waitUntilFresh } from './freshness.js';

export { startClock } from './clock.js';
export type { Clock, ClockOptions } from './clock.js';

export type {
  ClockRule,
  DomainEvent,
  DueRow,
  FeedStanding,
  NewEvent,
  PlatformTables,
  Subscription,
  TokenWithdrawal,
} from './types.js';
