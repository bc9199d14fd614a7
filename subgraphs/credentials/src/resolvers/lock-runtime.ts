import { orRefuse } from '@bailiwick/decision';
import { decideLock } from '../domain/runtime-lock.js';
import {
  lockInstance,
  lockRuntime,
  replaceInstanceLock,
  replaceRuntimeState,
  withdrawMachinesBoundTo,
} from '../store/runtime-lock.js';
import { orNotFound, whyOf, type Context, type CredentialsSession, type Tx } from './context.js';
import { loadInstances } from './load.js';

interface LockInput {
  readonly id: string;
  readonly instanceId?: string | null;
  readonly locked: boolean;
  readonly reason: string;
}

/** Locking only takes power, so it works when nothing is paid; unlocking gives it back, and is asked about as such. */
export const lockRuntimeResolvers = {
  Mutation: {
    lockRuntime: (_: unknown, { input }: { readonly input: LockInput }, { session }: Context) =>
      session.change(
        input.locked ? 'credentials.runtime.lock' : 'credentials.runtime.unlock',
        { type: 'runtime', id: input.id },
        async (tx) => {
          await (typeof input.instanceId === 'string' ? turnInstance : turnRuntime)(tx, session, input);
          await withdrawMachinesBoundTo(tx, input.id, session.now);
          return { runtimeId: input.id.toLowerCase() };
        },
      ),
  },
  Runtime: {
    instances: async ({ id }: { readonly id: string }, _: unknown, { session }: Context) =>
      (await loadInstances(session, id)) ?? [],
  },
};

async function turnRuntime(tx: Tx, session: CredentialsSession, { id, locked, reason }: LockInput): Promise<void> {
  const runtime = orNotFound(await lockRuntime(tx, id), 'runtime', ['id']);
  const state = orRefuse(decideLock(runtime.state === 'LOCKED', locked, reason));
  await replaceRuntimeState(tx, runtime, state, whyOf(session, codeOf(locked), reason));
}

async function turnInstance(tx: Tx, session: CredentialsSession, input: LockInput): Promise<void> {
  const { id, instanceId, locked, reason } = input;
  const found = await lockInstance(tx, instanceId ?? '');
  const own = found?.runtimeId === id.toLowerCase() ? found : null;
  const instance = orNotFound(own, 'runtime instance', ['instanceId']);
  orRefuse(decideLock(instance.locked, locked, reason));
  await replaceInstanceLock(tx, instance, locked, whyOf(session, codeOf(locked), reason));
}

function codeOf(locked: boolean) {
  return locked ? 'credentials.runtime_locked' : 'credentials.runtime_unlocked';
}
