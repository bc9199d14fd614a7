import type { MembershipState } from '../domain/membership.js';
import type { Member } from '../domain/person.js';
import { countMembers, listMembers, type MemberFilter } from '../store/member-page.js';
import type { Context } from './context.js';
import { badInput, memberCursor, readMemberCursor, readPageSize } from './cursor.js';
import { membershipParent } from './membership.js';

const TEXT_LENGTH_MAX = 100;

export interface MembersArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly state?: readonly MembershipState[] | null;
  readonly text?: string | null;
}

/** One row more than asked for tells whether another page follows. The count is its own statement, only when asked for. */
export async function resolveMembers(_parent: unknown, args: MembersArgs, { session }: Context): Promise<object> {
  const first = readPageSize(args.first ?? 50);
  const after = args.after == null ? null : readMemberCursor(args.after);
  const filter = readFilter(args);
  const rows = await session.read('identity.member.read', (tx) => listMembers(tx, filter, after, first + 1));
  return {
    ...page(rows.slice(0, first), { hasNextPage: rows.length > first, hasPreviousPage: after !== null }),
    totalCount: () => session.read('identity.member.read', (tx) => countMembers(tx, filter)),
  };
}

function page(members: readonly Member[], more: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean }) {
  const edges = members.map((member) => ({ cursor: memberCursor(member.membership), node: membershipParent(member) }));
  return {
    edges,
    pageInfo: { ...more, startCursor: edges.at(0)?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

function readFilter({ state, text }: MembersArgs): MemberFilter {
  if ((text?.length ?? 0) > TEXT_LENGTH_MAX) throw badInput(`text must have at most ${TEXT_LENGTH_MAX} characters.`);
  const trimmed = text?.trim() ?? '';
  return { states: state ?? [], text: trimmed === '' ? null : trimmed };
}
