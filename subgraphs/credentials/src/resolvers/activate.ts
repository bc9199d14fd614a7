import { orRefuse } from '@bailiwick/decision';
import { decideActivation } from '../domain/activation.js';
import { decideNaming } from '../domain/naming.js';
import type { StewardInput } from '../domain/stewards.js';
import { readAnswerable } from '../store/answerable.js';
import { emitMachineIdentity } from '../store/emitted.js';
import { listActiveMembers } from '../store/fact.js';
import { countIdentityChange, lockMachineIdentity } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { replaceStewards } from '../store/steward.js';
import { moveIdentity } from '../store/transition.js';
import { orNotFound, whyOf, type Context } from './context.js';

interface RefInput {
  readonly id: string;
  readonly expectedVersion: number;
}
type SetStewardsInput = RefInput & { readonly stewards: readonly StewardInput[] };

export const activateResolvers = {
  Mutation: {
    activateMachineIdentity: (_: unknown, { input }: { readonly input: RefInput }, { session }: Context) =>
      session.change('credentials.machine.activate', resourceOf(input), async (tx) => {
        const identity = orNotFound(await lockMachineIdentity(tx, input.id), 'machine identity', ['id']);
        orRefuse(decideActivation(identity, await readAnswerable(tx, identity), input.expectedVersion, session.now));
        await moveIdentity(tx, identity, 'ACTIVE', whyOf(session, 'credentials.active'));
        return { machineIdentityId: identity.id };
      }),

    setStewards: (_: unknown, { input }: { readonly input: SetStewardsInput }, { session }: Context) =>
      session.change('credentials.machine.set_stewards', resourceOf(input), async (tx) => {
        const identity = orNotFound(await lockMachineIdentity(tx, input.id), 'machine identity', ['id']);
        const members = await listActiveMembers(
          tx,
          input.stewards.map((steward) => steward.personId),
        );
        const { stewards, state } = orRefuse(
          decideNaming(identity, input.stewards, members, await findPolicy(tx), input.expectedVersion),
        );
        await replaceStewards(tx, identity.id, stewards, session.now);
        if (state === identity.state) await emitMachineIdentity(tx, await countIdentityChange(tx, identity));
        else await moveIdentity(tx, identity, state, whyOf(session, 'credentials.active'));
        return { machineIdentityId: identity.id };
      }),
  },
};

function resourceOf({ id }: RefInput) {
  return { type: 'machine_identity', id };
}
