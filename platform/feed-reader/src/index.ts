export { backoffMs, pause } from './backoff.js';
export type { Backoff } from './backoff.js';
export type { BreakCause } from './feed-broken.js';
export { MalformedLine, parseLine } from './feed-line.js';
export type { FeedEvent, FeedHeartbeat, FeedLine } from './feed-line.js';
export { feedSigner } from './feed-signer.js';
export type { FeedSigner } from './feed-signer.js';
export { readFeed, refuseForeignTypes } from './read-feed.js';
export type { FeedOptions, FeedSignal } from './read-feed.js';
