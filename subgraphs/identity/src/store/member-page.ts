import { sql, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import type { MembershipState } from '../domain/membership.js';
import type { Member } from '../domain/person.js';
import { toMember } from './member-row.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

export interface MemberFilter {
  readonly states: readonly MembershipState[];
  readonly text: string | null;
}

/** Where a page begins: behind this membership. Joining order, because it never changes under a reader's feet. */
export interface MemberPosition {
  readonly since: Date;
  readonly id: string;
}

/** At most `limit` members behind the position. */
export async function listMembers(
  tx: Tx,
  filter: MemberFilter,
  after: MemberPosition | null,
  limit: number,
): Promise<readonly Member[]> {
  let query = filtered(tx, filter)
    .selectAll('membership')
    .select(['person.display_name', 'person.email'])
    .orderBy('membership.since')
    .orderBy('membership.id')
    .limit(limit);
  if (after !== null) {
    query = query.where(
      sql<SqlBool>`(membership.since, membership.id) > (${after.since}::timestamptz, ${after.id}::uuid)`,
    );
  }
  return (await query.execute()).map(toMember);
}

export async function countMembers(tx: Tx, filter: MemberFilter): Promise<number> {
  const { count } = await filtered(tx, filter)
    .select(sql<string>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function filtered(tx: Tx, { states, text }: MemberFilter) {
  let query = tx
    .selectFrom('membership')
    .innerJoin('person', (join) =>
      join.onRef('person.tenant_id', '=', 'membership.tenant_id').onRef('person.id', '=', 'membership.person_id'),
    );
  if (states.length > 0) query = query.where('membership.state', 'in', [...states]);
  if (text !== null) {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) =>
      where.or([where('person.display_name', 'ilike', pattern), where('person.email', 'ilike', pattern)]),
    );
  }
  return query;
}
