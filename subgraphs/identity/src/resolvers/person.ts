import type { Member } from '../domain/person.js';
import { listMembersByPerson } from '../store/person.js';
import { isId, type Context, type IdentitySession } from './context.js';

/** A person by id; what has been read about them already comes along. Null: read, and not known in this tenant. */
export interface PersonParent {
  readonly id: string;
  readonly member?: Member | null;
}

export function personParent(member: Member): PersonParent {
  return { id: member.person.id, member };
}

export const personResolvers = {
  Query: {
    person: (_parent: unknown, { id }: { readonly id: string }, { session }: Context) => findPerson(session, id),
  },
  Person: {
    __resolveReference: ({ id }: { readonly id: string }, { session }: Context) => findPerson(session, id),
    displayName: async (parent: PersonParent, _args: unknown, context: Context) =>
      (await memberOf(parent, context))?.person.displayName ?? null,
    email: async (parent: PersonParent, _args: unknown, context: Context) =>
      (await memberOf(parent, context))?.person.email ?? null,
    membership: async (parent: PersonParent, _args: unknown, context: Context) => {
      const member = await memberOf(parent, context);
      return member === null ? null : { ...member.membership, member };
    },
  },
};

async function findPerson(session: IdentitySession, id: string): Promise<PersonParent | null> {
  const member = isId(id) ? await loadMember(session, id.toLowerCase()) : null;
  return member === null ? null : personParent(member);
}

async function memberOf(parent: PersonParent, context: Context): Promise<Member | null> {
  if (parent.member !== undefined) return parent.member;
  return context.inLobby ? null : loadMember(context.session, parent.id);
}

/** Everybody may read themselves; others need `identity.member.read`. Two loaders, so that a no to one is no no to the other. */
async function loadMember(session: IdentitySession, id: string): Promise<Member | null> {
  const isSelf = session.principal.kind === 'PERSON' && session.principal.id === id;
  if (isSelf) return session.load('self', id, (ids) => session.readOpen((tx) => listMembersByPerson(tx, ids)));
  return session.load('person', id, (ids) =>
    session.read('identity.member.read', (tx) => listMembersByPerson(tx, ids)),
  );
}
