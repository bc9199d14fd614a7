export { emit, emitWithdrawal, TOKEN_WITHDRAWN } from './emit.js';
export { cancelDue, scheduleDue } from './due.js';
export type { DueKey } from './due.js';
export { readStanding } from './standing.js';
export { declareActions } from './declare-actions.js';
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
