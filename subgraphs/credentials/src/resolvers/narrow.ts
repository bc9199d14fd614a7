import { orRefuse } from '@bailiwick/decision';
import { decideBinding, decideNarrowing } from '../domain/narrowing.js';
import { lockCredential } from '../store/credential.js';
import { replaceLimits } from '../store/credential-change.js';
import { withdrawMachine } from '../store/emitted.js';
import { findMachineIdentityOf } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { listRuntimesById } from '../store/runtime.js';
import { orNotFound, type Context } from './context.js';

interface RefInput {
  readonly id: string;
  readonly expectedVersion: number;
}
type NarrowInput = RefInput & { readonly ceiling: readonly string[] };
type BindInput = RefInput & { readonly runtimeIds: readonly string[] };

/** Tokens carry the ceiling as limits and were minted for a place: those that are out are withdrawn with the change. */
export const narrowResolvers = {
  Mutation: {
    narrowCeiling: (_: unknown, { input }: { readonly input: NarrowInput }, { session }: Context) =>
      session.change('credentials.credential.narrow', { type: 'credential', id: input.id }, async (tx) => {
        const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
        const ceiling = orRefuse(decideNarrowing(credential, input.ceiling, input.expectedVersion, session.now));
        await replaceLimits(tx, credential, { ceiling });
        await withdrawMachine(tx, credential.machineIdentityId, session.now);
        return { credentialId: credential.id };
      }),

    bindRuntimes: (_: unknown, { input }: { readonly input: BindInput }, { session }: Context) =>
      session.change('credentials.credential.bind', { type: 'credential', id: input.id }, async (tx) => {
        const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
        const identity = await findMachineIdentityOf(tx, credential);
        const runtimes = await listRuntimesById(tx, input.runtimeIds);
        const facts = { identity, runtimes, policy: await findPolicy(tx) };
        const runtimeIds = orRefuse(
          decideBinding(credential, input.runtimeIds, facts, input.expectedVersion, session.now),
        );
        await replaceLimits(tx, credential, { runtimeIds });
        await withdrawMachine(tx, credential.machineIdentityId, session.now);
        return { credentialId: credential.id };
      }),
  },
};
