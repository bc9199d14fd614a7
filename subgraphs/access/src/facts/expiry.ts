import type { TenantTransaction } from '@bailiwick/database';
import { emitWithdrawal, type ClockRule } from '@bailiwick/events';
import { replaceEnd } from '../store/role-assignment.js';
import type { AccessTables } from '../store/tables.js';

export const ASSIGNMENT_EXPIRES = 'role_assignment.expires';

/** Decisions look at the end themselves; the clock ends the row, and calls in tokens whose scope still has the role. */
export const assignmentExpiry: ClockRule<AccessTables> = {
  kind: ASSIGNMENT_EXPIRES,
  fire: async (due, tx: TenantTransaction<AccessTables>) => {
    const ended = await replaceEnd(tx, due.subject, due.dueAt, 'EXPIRED');
    if (ended === null) return;
    await emitWithdrawal(tx, { sub: `${ended.subject.kind.toLowerCase()}:${ended.subject.id}` });
  },
};
