import { orRefuse } from '@bailiwick/decision';
import { decideResumption, decideSuspension } from '../domain/suspension.js';
import { lockCredential } from '../store/credential.js';
import { withdrawMachine } from '../store/emitted.js';
import { findMachineIdentityOf } from '../store/machine-identity.js';
import { findRotationInProgress } from '../store/rotation.js';
import { moveCredential } from '../store/transition.js';
import { orNotFound, whyOf, type Context } from './context.js';

interface ReasonInput {
  readonly id: string;
  readonly reason: string;
  readonly expectedVersion: number;
}

export const suspendResolvers = {
  Mutation: {
    suspendCredential: (_: unknown, { input }: { readonly input: ReasonInput }, { session }: Context) =>
      session.change('credentials.credential.suspend', { type: 'credential', id: input.id }, async (tx) => {
        const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
        const state = orRefuse(decideSuspension(credential, input.reason, input.expectedVersion, session.now));
        await moveCredential(tx, credential, state, whyOf(session, 'credentials.suspended', input.reason));
        await withdrawMachine(tx, credential.machineIdentityId, session.now);
        return { credentialId: credential.id };
      }),

    resumeCredential: (_: unknown, { input }: { readonly input: ReasonInput }, { session }: Context) =>
      session.change('credentials.credential.resume', { type: 'credential', id: input.id }, async (tx) => {
        const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
        const isRotating = (await findRotationInProgress(tx, credential.id)) !== null;
        const identity = await findMachineIdentityOf(tx, credential);
        const { reason, expectedVersion } = input;
        const state = orRefuse(
          decideResumption(credential, reason, expectedVersion, { isRotating, identity }, session.now),
        );
        await moveCredential(tx, credential, state, whyOf(session, 'credentials.live', input.reason));
        return { credentialId: credential.id };
      }),
  },
};
