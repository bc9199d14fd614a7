import type { ReadyOperation } from '../src/ready-operations.js';

/** Written in by build.mjs. */
declare const READY_OPERATIONS: readonly ReadyOperation[];
declare const WORKERS: Readonly<Record<'editor' | 'graphql' | 'json', string>>;

export const readyOperations = READY_OPERATIONS;
export const workers = WORKERS;
