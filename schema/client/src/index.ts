export * from './generated/documents.js';
export type * from './generated/types.js';
export { mustSignIn, refusalsOf, shouldRetry } from './answer.js';
export type { Answered, Refused } from './answer.js';
