import type { Selectable } from '@bailiwick/database';
import type { Membership } from '../domain/membership.js';
import type { Member } from '../domain/person.js';
import { readActor, readDuties } from './stored-json.js';
import type { IdentityTables } from './tables.js';

export type MembershipRow = Selectable<IdentityTables['membership']>;
export type MemberRow = MembershipRow & { readonly display_name: string; readonly email: string };

export function toMembership(row: MembershipRow): Membership {
  return {
    id: row.id,
    personId: row.person_id,
    state: row.state,
    duties: readDuties(row.duties),
    since: row.since,
    note: row.note,
    endedAt: row.ended_at,
    endedBy: row.ended_by === null ? null : readActor(row.ended_by),
    voluntary: row.voluntary,
    version: row.version,
  };
}

export function toMember(row: MemberRow): Member {
  const person = { id: row.person_id, displayName: row.display_name, email: row.email };
  return { person, membership: toMembership(row) };
}
