import { allow, refuse, type Decision } from '@bailiwick/decision';
import { invalid, isReadable } from './problem.js';

/** A process of a runtime that showed a key of its own. */
export interface RuntimeInstance {
  readonly id: string;
  readonly runtimeId: string;
  readonly keyThumbprint: string;
  readonly generation: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly locked: boolean;
  readonly lockReason: string | null;
}

/** While a runtime, or one process of it, is locked, nothing in it is trusted, whatever it presents. */
export function decideLock(
  isLocked: boolean,
  wanted: boolean,
  reason: string,
  path: readonly string[] = ['locked'],
): Decision<
  'LOCKED' | 'ACTIVE',
  'credentials.already_locked' | 'credentials.not_locked' | 'credentials.invalid_input'
> {
  if (!isReadable(reason, 500)) return invalid(['reason'], 'A reason has 1 to 500 characters.');
  if (isLocked && wanted) return refuse('credentials.already_locked', { path });
  if (!isLocked && !wanted) return refuse('credentials.not_locked', { path });
  return allow(wanted ? 'LOCKED' : 'ACTIVE');
}
