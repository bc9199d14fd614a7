import { orRefuse, type Decision } from '@bailiwick/decision';
import { emitWithdrawal } from '@bailiwick/events';
import type { MutationInput } from '@bailiwick/subgraph-host';
import {
  decideReinstatement,
  decideRemoval,
  decideSuspension,
  type MemberChange,
  type Membership,
} from '../domain/membership.js';
import type { IdentityCode } from '../domain/reasons.js';
import { emitMembership } from '../store/facts.js';
import { listMembersByMembership, lockMembership, replaceMembership } from '../store/membership.js';
import type { IdentityTables } from '../store/tables.js';
import { actorOf, isId, orNotFound, type Context, type IdentitySession } from './context.js';

type ReasonInput = MutationInput & MemberChange & { readonly membershipId: string };
type RemovalInput = ReasonInput & { readonly voluntary: boolean };
type Args<Input> = { readonly input: Input };

export const changeMemberResolvers = {
  Mutation: {
    suspendMember: (_parent: unknown, { input }: Args<ReasonInput>, { session }: Context) =>
      changeMember(session, 'identity.member.suspend', input, (membership) => decideSuspension(membership, input)),

    reinstateMember: (_parent: unknown, { input }: Args<ReasonInput>, { session }: Context) =>
      changeMember(session, 'identity.member.reinstate', input, (membership) => decideReinstatement(membership, input)),

    removeMember: (_parent: unknown, { input }: Args<RemovalInput>, { session }: Context) =>
      changeMember(session, 'identity.member.remove', input, (membership) =>
        decideRemoval(membership, input, actorOf(session), session.now),
      ),
  },
};

/**
 * Access is asked about the person, so that it can protect the last owner; which person that is has to be read before.
 * Every change of a membership ends the tokens that were minted under the old one: in this tenant, and, when it carried a
 * duty, in every tenant.
 */
async function changeMember(
  session: IdentitySession,
  action: string,
  input: ReasonInput,
  decide: (membership: Membership) => Decision<Membership, IdentityCode>,
) {
  const id = input.membershipId;
  const member = isId(id)
    ? await session.readOpen(async (tx) => (await listMembersByMembership(tx, [id])).get(id.toLowerCase()))
    : undefined;
  const person = member === undefined ? null : { type: 'person', id: member.person.id };
  return session.change(action, person, async (tx) => {
    const membership = orNotFound(member === undefined ? null : await lockMembership(tx, id), 'membership', [
      'membershipId',
    ]);
    const changed = orRefuse(decide(membership));
    await replaceMembership(tx, changed);
    await emitMembership(tx, changed);
    await emitWithdrawal<IdentityTables>(tx, tokensOf(membership, session.tenantId), session.now);
    return { membership: changed };
  });
}

/** An operator's tokens name the customer's tenant, but rest on the duty that the membership here carried. */
function tokensOf({ personId, duties }: Membership, tenant: string) {
  const sub = `person:${personId}`;
  return duties.length > 0 ? { sub } : { sub, tenant };
}
