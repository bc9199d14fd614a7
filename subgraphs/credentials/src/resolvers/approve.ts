import { orRefuse } from '@bailiwick/decision';
import { decideApproval } from '../domain/approval.js';
import { findCredential, listAskers, lockCredential } from '../store/credential.js';
import { replaceApproval } from '../store/credential-change.js';
import { findMachineIdentityOf } from '../store/machine-identity.js';
import { findEverybodyBehind } from '../store/people-behind.js';
import { moveCredential } from '../store/transition.js';
import { actorOf, orNotFound, personOf, whyOf, type Context } from './context.js';
import { held } from './held.js';

interface RefInput {
  readonly id: string;
  readonly expectedVersion: number;
}

/** Who approves lends the power too, so they must hold it: access is asked about every action of the ceiling. */
async function approveCredential(_: unknown, { input }: { readonly input: RefInput }, { session }: Context) {
  const known = await session.readOpen((tx) => findCredential(tx, input.id));
  return session.change(
    'credentials.credential.approve',
    { type: 'credential', id: input.id },
    async (tx) => {
      const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
      const askedBy = await listAskers(tx, credential.id);
      const approving = await findEverybodyBehind(tx, [actorOf(session), ...session.actors]);
      const identity = await findMachineIdentityOf(tx, credential);
      const facts = { personId: personOf(session), askedBy, approving, identity };
      const state = orRefuse(decideApproval(credential, facts, input.expectedVersion, session.now));
      const approved = await replaceApproval(tx, credential, actorOf(session), session.now);
      await moveCredential(tx, approved, state, whyOf(session, 'credentials.approved'));
      return { credentialId: credential.id };
    },
    { alsoAsk: held(known?.ceiling ?? []) },
  );
}

export const approveResolvers = { Mutation: { approveCredential } };
