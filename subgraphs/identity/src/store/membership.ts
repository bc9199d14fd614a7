import type { TenantTransaction } from '@bailiwick/database';
import type { Membership } from '../domain/membership.js';
import type { Member } from '../domain/person.js';
import { toMember, toMembership } from './member-row.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

/** Locks the membership, so that two changes of it are decided one after the other. */
export async function lockMembership(tx: Tx, id: string): Promise<Membership | null> {
  const row = await tx.selectFrom('membership').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toMembership(row);
}

/** The person's newest membership, a current one before any that has ended. */
export async function lockNewestMembership(tx: Tx, personId: string): Promise<Membership | null> {
  const row = await tx
    .selectFrom('membership')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy((expression) => expression('state', '<>', 'LEFT'), 'desc')
    .orderBy('since', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toMembership(row);
}

/** These memberships with their people, in one statement; those of other tenants are not there. */
export async function listMembersByMembership(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Member>> {
  const rows = await tx
    .selectFrom('membership')
    .innerJoin('person', (join) =>
      join.onRef('person.tenant_id', '=', 'membership.tenant_id').onRef('person.id', '=', 'membership.person_id'),
    )
    .selectAll('membership')
    .select(['person.display_name', 'person.email'])
    .where('membership.id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, toMember(row)]));
}

export async function hasOtherActiveMembers(tx: Tx, personId: string): Promise<boolean> {
  const other = await tx
    .selectFrom('membership')
    .select('id')
    .where('state', '=', 'ACTIVE')
    .where('person_id', '<>', personId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

export async function insertMembership(tx: Tx, membership: Membership): Promise<void> {
  const { id, personId, since } = membership;
  await tx
    .insertInto('membership')
    .values({ id, person_id: personId, since, ...changing(membership) })
    .execute();
}

export async function replaceMembership(tx: Tx, membership: Membership): Promise<void> {
  await tx.updateTable('membership').set(changing(membership)).where('id', '=', membership.id).execute();
}

function changing(membership: Membership) {
  return {
    state: membership.state,
    duties: [...membership.duties],
    note: membership.note,
    ended_at: membership.endedAt,
    ended_by: membership.endedBy === null ? null : JSON.stringify(membership.endedBy),
    voluntary: membership.voluntary,
    version: membership.version,
  };
}
