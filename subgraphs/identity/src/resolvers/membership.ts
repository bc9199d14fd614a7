import type { Membership } from '../domain/membership.js';
import type { Member } from '../domain/person.js';
import { listMembersByMembership } from '../store/membership.js';
import { isId, type Context } from './context.js';
import { personParent, type PersonParent } from './person.js';

/** A membership, with its member when both were read together. */
export type MembershipParent = Membership & { readonly member?: Member };

export function membershipParent(member: Member): MembershipParent {
  return { ...member.membership, member };
}

export const membershipResolvers = {
  Membership: {
    __resolveReference: async (
      { id }: { readonly id: string },
      { session }: Context,
    ): Promise<MembershipParent | null> => {
      if (!isId(id)) return null;
      const member = await session.load('membership', id, (ids) =>
        session.read('identity.member.read', (tx) => listMembersByMembership(tx, ids)),
      );
      return member === null ? null : membershipParent(member);
    },
    tenant: (_parent: MembershipParent, _args: unknown, { session }: Context) => ({ id: session.tenantId }),
    person: ({ personId, member }: MembershipParent): PersonParent =>
      member === undefined ? { id: personId } : personParent(member),
  },
};
