import { answerAll } from '../domain/answers.js';
import { isTerminal, rotationDueAt, type Credential } from '../domain/credential.js';
import { proofKindOf } from '../domain/proof-kind.js';
import { NO_CHAIN } from '../domain/ownership-chain.js';
import { DEFAULT_POLICY } from '../domain/policy.js';
import { OVERLAP_HOURS_DEFAULT } from '../domain/rotation.js';
import { credentialStateReason } from '../domain/state-reason.js';
import type { Context, CredentialsSession } from './context.js';
import {
  loadAll,
  loadCredential,
  loadDecisionCount,
  loadKnowers,
  loadHome,
  loadLastRotation,
  loadMachineIdentity,
  loadOwnership,
  loadPolicy,
  loadRevocation,
  loadRevocationOf,
  loadRuntime,
  loadStewards,
  loadVersions,
} from './load.js';
import { trustOfCredential } from './trust-at-best.js';

type Field = (credential: Credential, args: unknown, context: Context) => unknown;

const fields: Readonly<Record<string, Field>> = {
  proof: ({ kind }) => proofKindOf(kind),
  stateReason: (credential) => credentialStateReason(credential),
  machineIdentity: ({ machineIdentityId }, _, { session }) => loadMachineIdentity(session, machineIdentityId),
  tenant: ({ tenantId }) => ({ __typename: 'Tenant', id: tenantId }),
  allowedRuntimes: (credential, _, { session }) => runtimesOf(credential, session),
  allowedNetworks: ({ networks }) => networks,
  versions: async ({ id }, _, { session }) => (await loadVersions(session, id)) ?? [],
  rotation: (credential, _, { session }) => ({
    mode: credential.rotateEveryDays === null ? 'MANUAL' : 'SCHEDULED',
    everyDays: credential.rotateEveryDays,
    overlapHours: credential.overlapHours ?? OVERLAP_HOURS_DEFAULT,
    nextDueAt: credential.rotateBy ?? rotationDueAt(credential),
    pendingVersion: credential.pendingVersion,
    current: () => loadLastRotation(session, credential.id),
  }),
  knowers: async ({ id }, _, { session }) => (await loadKnowers(session, id)) ?? [],
  trust: (credential, _, { session }) => trustOfCredential(credential, session),
  answers: (credential, _, { session }) => answersOf(credential, session),
  revocation: async ({ id, machineIdentityId, revocationId, state }, _, { session }) => {
    if (!isTerminal(state)) return null;
    if (revocationId !== null) return loadRevocation(session, revocationId);
    return (await loadRevocationOf(session, id)) ?? (await loadRevocationOf(session, machineIdentityId));
  },
};

export const credentialResolvers = {
  Credential: {
    ...fields,
    __resolveReference: ({ id }: { readonly id: string }, { session }: Context) => loadCredential(session, id),
  },
  Revocation: {
    __resolveReference: ({ id }: { readonly id: string }, { session }: Context) => loadRevocation(session, id),
  },
};

function runtimesOf(credential: Credential, session: CredentialsSession) {
  return loadAll(credential.runtimeIds, (id) => loadRuntime(session, id));
}

async function answersOf(credential: Credential, session: CredentialsSession) {
  const { id, machineIdentityId } = credential;
  const [identity, ownership, stewards, runtimes, knowers, decisions, policy, homeTenant] = await Promise.all([
    loadMachineIdentity(session, machineIdentityId),
    loadOwnership(session, machineIdentityId),
    loadStewards(session, machineIdentityId),
    runtimesOf(credential, session),
    loadKnowers(session, id),
    loadDecisionCount(session, id),
    loadPolicy(session),
    loadHome(session),
  ]);
  if (identity === null) throw new Error('A credential is without its machine identity.');
  return answerAll({
    credential,
    identity,
    ...(ownership ?? { chain: NO_CHAIN, owners: [] }),
    stewards: stewards ?? [],
    homeTenant,
    runtimes,
    knowers: knowers ?? [],
    decisionsRecorded: decisions ?? 0,
    policy: policy ?? DEFAULT_POLICY,
  });
}
