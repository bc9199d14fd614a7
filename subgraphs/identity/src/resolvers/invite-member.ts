import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import type { MutationInput } from '@bailiwick/subgraph-host';
import { isExpired } from '../domain/acceptance.js';
import { decideInvitation, ROLES_MAX, type Invitation, type InvitationRequest } from '../domain/invitation.js';
import { insertInvitation, listInvitations } from '../store/invitation.js';
import { listMembersByPerson } from '../store/person.js';
import { findTenant } from '../store/tenant.js';
import { actorOf, isId, orNotFound, type Context } from './context.js';
import { newInvitationToken } from './invitation-token.js';

type InviteInput = MutationInput & InvitationRequest;

export const inviteMemberResolvers = {
  Mutation: {
    inviteMember: (_parent: unknown, { input }: { readonly input: InviteInput }, { session }: Context) =>
      session.change(
        'identity.member.invite',
        null,
        async (tx) => {
          const tenant = orNotFound(await findTenant(tx), 'tenant', []);
          const inviter = (await listMembersByPerson(tx, [session.principal.id])).get(session.principal.id);
          const actor = { ...actorOf(session), duty: session.operator?.duty ?? null };
          const made = { id: randomUUID(), now: session.now };
          const invitation = orRefuse(
            decideInvitation(input, { actor, duties: inviter?.membership.duties ?? [] }, tenant, made),
          );
          const token = newInvitationToken();
          await insertInvitation(tx, invitation, token);
          return { invitation, token };
        },
        { remember: (payload) => ({ ...payload, token: null }), alsoAsk: roleChecks(input.roleIds) },
      ),
  },
  Invitation: {
    __resolveReference: async ({ id }: { readonly id: string }, { session }: Context) =>
      isId(id)
        ? session.load('invitation', id, (ids) =>
            session.read('identity.member.read', (tx) => listInvitations(tx, ids)),
          )
        : null,
    state: (invitation: Invitation, _args: unknown, { session }: Context) =>
      invitation.state === 'PENDING' && isExpired(invitation, session.now) ? 'EXPIRED' : invitation.state,
  },
};

/** May the caller give each of these roles? More than may be offered are not asked about: the rule refuses them anyway. */
function roleChecks(roleIds: readonly string[]) {
  return [...new Set(roleIds)]
    .slice(0, ROLES_MAX)
    .map((roleId) => ({ action: 'access.role.assign', properties: { role_id: roleId } }));
}
