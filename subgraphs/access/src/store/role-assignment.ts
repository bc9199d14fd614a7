import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { Actor, Principal } from '@bailiwick/decision';
import { emitAssignment } from './emitted.js';
import type { AccessTables } from './tables.js';

export interface RoleAssignment {
  readonly id: string;
  readonly role: string;
  readonly subject: Principal;
  readonly expiresAt: Date | null;
  readonly grantedBy: Actor;
  readonly grantedAt: Date;
  readonly endedAt: Date | null;
}

export type NewRoleAssignment = Omit<RoleAssignment, 'id' | 'endedAt'>;

export type EndCause = 'REVOKED' | 'EXPIRED' | 'MEMBERSHIP_ENDED';

/** Null when the subject already holds the role: the same role twice would have two ends. */
export async function insertAssignment(
  tx: TenantTransaction<AccessTables>,
  assignment: NewRoleAssignment,
): Promise<RoleAssignment | null> {
  const { role, subject, expiresAt, grantedBy, grantedAt } = assignment;
  const { rows } = await sql<Row>`
    insert into role_assignment (role, subject_kind, subject_id, expires_at, granted_by, granted_at)
    values (${role}, ${subject.kind}, ${subject.id}, ${expiresAt?.toISOString() ?? null}::timestamptz,
      ${JSON.stringify(grantedBy)}::text::jsonb, ${grantedAt.toISOString()}::timestamptz)
    on conflict (tenant_id, subject_kind, subject_id, role) where ended_at is null do nothing
    returning *`.execute(tx);
  if (rows[0] === undefined) return null;
  const given = toAssignment(rows[0]);
  await emitAssignment(tx, given);
  return given;
}

/** Locks every owner's row with it, so that two owners cannot be taken away at the same moment. */
export async function lockAssignment(tx: TenantTransaction<AccessTables>, id: string): Promise<RoleAssignment | null> {
  const rows = await tx
    .selectFrom('role_assignment')
    .selectAll()
    .where('ended_at', 'is', null)
    .where((where) => where.or([where('id', '=', id), where('role', '=', 'owner')]))
    .orderBy('id')
    .forUpdate()
    .execute();
  const row = rows.find((each) => each.id === id);
  return row === undefined ? null : toAssignment(row);
}

export async function replaceEnd(
  tx: TenantTransaction<AccessTables>,
  id: string,
  endedAt: Date,
  because: EndCause,
): Promise<RoleAssignment | null> {
  const row = await tx
    .updateTable('role_assignment')
    .set({ ended_at: endedAt, ended_because: because })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  const ended = toAssignment(row);
  await emitAssignment(tx, ended);
  return ended;
}

/** Ends everything that the person holds; who comes back starts with nothing. */
export async function replaceEndOfAll(
  tx: TenantTransaction<AccessTables>,
  personId: string,
  endedAt: Date,
): Promise<void> {
  const rows = await tx
    .updateTable('role_assignment')
    .set({ ended_at: endedAt, ended_because: 'MEMBERSHIP_ENDED' satisfies EndCause })
    .where('subject_kind', '=', 'PERSON')
    .where('subject_id', '=', personId)
    .where('ended_at', 'is', null)
    .returningAll()
    .execute();
  for (const row of rows) await emitAssignment(tx, toAssignment(row));
}

/** What these hold now, and who owns the tenant. */
export async function listHeldBy(
  tx: TenantTransaction<AccessTables>,
  principals: readonly Principal[],
  now: Date,
): Promise<readonly RoleAssignment[]> {
  const holders = principals.map(({ kind, id }) => `${kind}:${id}`);
  const rows = await tx
    .selectFrom('role_assignment')
    .selectAll()
    .where('ended_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .where((where) =>
      where.or([where('role', '=', 'owner'), where(sql<string>`subject_kind || ':' || subject_id`, 'in', holders)]),
    )
    .orderBy('granted_at')
    .orderBy('id')
    .execute();
  return rows.map(toAssignment);
}

export async function listAssignments(
  tx: TenantTransaction<AccessTables>,
  ids: readonly string[],
): Promise<readonly RoleAssignment[]> {
  const rows = await tx
    .selectFrom('role_assignment')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(toAssignment);
}

type Row = Selectable<AccessTables['role_assignment']>;

function toAssignment(row: Row): RoleAssignment {
  return {
    id: row.id,
    role: row.role,
    subject: { kind: row.subject_kind, id: row.subject_id },
    expiresAt: row.expires_at,
    grantedBy: row.granted_by,
    grantedAt: row.granted_at,
    endedAt: row.ended_at,
  };
}
