import { orRefuse } from '@bailiwick/decision';
import { decideResumption, decideSuspension } from '../domain/suspension.js';
import { lockCredential, replaceCredentialState } from '../store/credential.js';
import { emitCredential, withdrawMachine } from '../store/emitted.js';
import { orNotFound, type Context } from './context.js';

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
        await emitCredential(tx, await replaceCredentialState(tx, credential, state, session.now));
        await withdrawMachine(tx, credential.machineIdentityId, session.now);
        return { credentialId: credential.id };
      }),

    resumeCredential: (_: unknown, { input }: { readonly input: ReasonInput }, { session }: Context) =>
      session.change('credentials.credential.resume', { type: 'credential', id: input.id }, async (tx) => {
        const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
        const state = orRefuse(decideResumption(credential, input.reason, input.expectedVersion, session.now));
        await emitCredential(tx, await replaceCredentialState(tx, credential, state, session.now));
        return { credentialId: credential.id };
      }),
  },
};
