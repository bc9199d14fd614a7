export * from './generated/documents.js';
export { possibleTypes } from './generated/possible-types.js';
export type * from './generated/types.js';
export { mustSignIn, refusalsOf, shouldRetry } from './answer.js';
export type { Answered, Refused } from './answer.js';
