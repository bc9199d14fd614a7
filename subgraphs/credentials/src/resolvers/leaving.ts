import { impactOfLeaving, type OwnerLeftImpact, type OwnerLeftItem } from '../domain/leaving.js';
import { findDeparture, readLeavingFacts } from '../store/leaving.js';
import { READ, type Context } from './context.js';
import { loadAll, loadCredential } from './load.js';

type Impact = OwnerLeftImpact & { readonly personId: string };
const person = (id: string) => ({ __typename: 'Person', id });

/** Shown by the very rule that carries it out. */
export const leavingResolvers = {
  Query: {
    whatIfPersonLeaves: (_: unknown, { personId }: { readonly personId: string }, { session }: Context) =>
      session.read(READ, async (tx): Promise<Impact | null> => {
        if ((await findDeparture(tx, personId)) === null) return null;
        return { personId, ...impactOfLeaving(await readLeavingFacts(tx, personId, session.now, false)) };
      }),
  },
  OwnerLeftImpact: {
    person: ({ personId }: Impact) => person(personId),
    identities: ({ items }: Impact) => items,
    forcedRotations: ({ forcedRotations }: Impact, _: unknown, { session }: Context) =>
      loadAll(forcedRotations, (id) => loadCredential(session, id)),
  },
  OwnerLeftItem: {
    machineIdentity: ({ identity }: OwnerLeftItem) => identity,
    proposedSuccessor: ({ successor }: OwnerLeftItem) => (successor === null ? null : person(successor)),
  },
};
