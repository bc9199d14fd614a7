import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Member, Person } from '../domain/person.js';
import { toMember, type MemberRow } from './member-row.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

/** Keeps what the tenant knows already: a person who returns is not renamed by the new invitation. */
export async function insertPerson(tx: Tx, person: Person, now: Date): Promise<void> {
  await tx
    .insertInto('person')
    .values({ id: person.id, display_name: person.displayName, email: person.email, created_at: now })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .execute();
}

/** The tenant's people among these ids, each with the newest membership, in one statement. */
export async function listMembersByPerson(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, Member>> {
  const { rows } = await sql<MemberRow>`
    select distinct on (person.id) person.display_name, person.email, membership.*
    from person join membership on membership.tenant_id = person.tenant_id and membership.person_id = person.id
    where person.id = any(${personIds}::uuid[])
    order by person.id, (membership.state <> 'LEFT') desc, membership.since desc, membership.id
  `.execute(tx);
  return new Map(rows.map((row) => [row.person_id, toMember(row)]));
}
