import type { TenantTransaction } from '@bailiwick/database';
import { emit } from '@bailiwick/events';
import type { RoleAssignment } from './role-assignment.js';
import type { AccessTables } from './tables.js';

/** Each fact is one assignment as it is now: given, and once it has ended, ended for good. */
export async function emitAssignment(tx: TenantTransaction<AccessTables>, assignment: RoleAssignment): Promise<void> {
  const { id, role, subject, expiresAt, endedAt } = assignment;
  const ends = { expiresAt: expiresAt?.toISOString() ?? null, ended: endedAt !== null };
  const data = { assignmentId: id, role, subject: { kind: subject.kind, id: subject.id }, ...ends };
  await emit<AccessTables, object>(tx, {
    type: 'access.role_assignment.changed',
    subject: id,
    data: { ...data, version: endedAt === null ? 1 : 2 },
  });
}
