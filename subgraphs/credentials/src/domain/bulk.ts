import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { DAYS_MAX, TEXT_LENGTH_MAX } from './filter-limits.js';
import { invalid, isReadable } from './problem.js';
import type { RevocationReason } from './revocation.js';
import { isOverlap, OVERLAP_HOURS_MAX } from './rotation.js';

/** One request that changes many credentials, a part at a time. */
export interface BulkOperation<Selection> {
  readonly id: string;
  readonly kind: 'REVOKE' | 'ROTATE';
  readonly selection: Selection;
  /** Null unless it revokes. */
  readonly reason: RevocationReason | null;
  /** The one revocation of all of them. Null where each credential gets its own. */
  readonly revocationId: string | null;
  /** Until when the old secrets go on. Null unless it rotates. */
  readonly overlapEndsAt: Date | null;
  readonly by: Actor;
  readonly note: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly matched: number;
  readonly changed: number;
  readonly afterId: string | null;
}

/** How many rows one transaction changes: it is over in about a second, and holds up nobody for longer. */
export const PART = 200;

/** A filter without a condition means everything, and is more often a mistake than a wish: everything is a revocation of the tenant. */
export function decideBulk(
  filter: Readonly<Record<string, unknown>>,
  wanted: { readonly note: string } | { readonly overlapHours: number },
): Decision<undefined, 'credentials.invalid_input' | 'credentials.overlap_out_of_range'> {
  const conditions = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  if (conditions.length === 0) return invalid(['filter'], 'A filter has at least one condition.');
  const vain = conditions.find(([, value]) => !saysSomething(value));
  if (vain !== undefined) return invalid(['filter', vain[0]], 'This condition is empty or out of its range.');
  if ('note' in wanted && !isReadable(wanted.note, 500)) return invalid(['note'], 'A note has 1 to 500 characters.');
  if ('overlapHours' in wanted && !isOverlap(wanted.overlapHours))
    return refuse('credentials.overlap_out_of_range', {
      facts: { maxHours: OVERLAP_HOURS_MAX },
      path: ['overlapHours'],
    });
  return allow();
}

/** What would be passed over as if it were not there, and so would mean everything. */
function saysSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '' && value.length <= TEXT_LENGTH_MAX;
  if (typeof value === 'number') return value >= 0 && value <= DAYS_MAX;
  return !Array.isArray(value) || value.length > 0;
}
