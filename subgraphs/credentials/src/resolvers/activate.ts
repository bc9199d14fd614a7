import { orRefuse } from '@bailiwick/decision';
import { decideActivation } from '../domain/activation.js';
import { decideNaming } from '../domain/naming.js';
import { DEFAULT_POLICY } from '../domain/policy.js';
import type { StewardInput } from '../domain/stewards.js';
import { emitMachineIdentity } from '../store/emitted.js';
import { listActiveMembers } from '../store/fact.js';
import { lockMachineIdentity, replaceIdentityState } from '../store/machine-identity.js';
import { listOwnerships } from '../store/ownership.js';
import { listStewards, replaceStewards } from '../store/steward.js';
import { orNotFound, type Context } from './context.js';

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
        const ownership = (await listOwnerships(tx, [identity])).get(identity.id);
        const chain = ownership?.chain ?? { complete: false, owners: [], brokenBy: 'UNKNOWN_AGENT' };
        orRefuse(
          decideActivation(identity, await listStewards(tx, identity.id), chain, input.expectedVersion, session.now),
        );
        await emitMachineIdentity(tx, await replaceIdentityState(tx, identity, 'ACTIVE', session.now));
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
          decideNaming(identity, input.stewards, members, DEFAULT_POLICY, input.expectedVersion),
        );
        await replaceStewards(tx, identity.id, stewards, session.now);
        await emitMachineIdentity(tx, await replaceIdentityState(tx, identity, state, session.now));
        return { machineIdentityId: identity.id };
      }),
  },
};

function resourceOf({ id }: RefInput) {
  return { type: 'machine_identity', id };
}
