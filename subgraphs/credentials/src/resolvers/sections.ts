import { decideAttention } from '../domain/attention.js';
import { readAttentionCounts, readOwnershipHealth, readPosture } from '../store/posture.js';
import { READ, type Context, type CredentialsSession } from './context.js';
import {
  loadAll,
  loadCredential,
  loadCredentialIdsKnownTo,
  loadCredentialsOfRuntime,
  loadIdentityIdsOfSteward,
  loadMachineIdentity,
  loadRuntime,
  loadTrustDecision,
} from './load.js';
import { readMachinePolicy } from './policy.js';
import type { LinkAnswer } from '../domain/trust/link.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';

interface Entity {
  readonly id: string;
}

/** What this domain adds to entities that others own, and the references of its own. */
export const sectionResolvers = {
  Tenant: {
    __resolveReference: ({ id }: Entity, { session }: Context) => (id === session.tenantId ? { id } : null),
    machinePolicy: (_: Entity, __: unknown, { session }: Context) => readMachinePolicy(session),
    ownershipHealth: (_: Entity, __: unknown, { session }: Context) =>
      session.read(READ, (tx) => readOwnershipHealth(tx, session.now)),
    credentialPosture: (_: Entity, __: unknown, { session }: Context) =>
      session.read(READ, (tx) => readPosture(tx, session.now)),
  },
  Person: {
    __resolveReference: ({ id }: Entity) => ({ id }),
    stewardOf: async ({ id }: Entity, _: unknown, { session }: Context) =>
      loadAll((await loadIdentityIdsOfSteward(session, id)) ?? [], (each) => loadMachineIdentity(session, each)),
    knows: async ({ id }: Entity, _: unknown, { session }: Context) =>
      loadAll((await loadCredentialIdsKnownTo(session, id)) ?? [], (each) => loadCredential(session, each)),
  },
  IntegrationsSection: {
    __resolveReference: ({ id }: Entity, { session }: Context) =>
      id === `${session.tenantId}:INTEGRATIONS` ? { id } : null,
    attention: async (_: Entity, __: unknown, { session }: Context) => decideAttention(await attentionCounts(session)),
    expiringSoon: async (_: Entity, __: unknown, { session }: Context) => (await attentionCounts(session)).expiringSoon,
    orphaned: async (_: Entity, __: unknown, { session }: Context) => (await attentionCounts(session)).orphaned,
  },
  Runtime: {
    __resolveReference: ({ id }: Entity, { session }: Context) => loadRuntime(session, id),
    credentials: async ({ id }: Entity, _: unknown, { session }: Context) =>
      (await loadCredentialsOfRuntime(session, id)) ?? [],
  },
  TrustDecision: {
    __resolveReference: ({ id }: Entity, { session }: Context) => loadTrustDecision(session, id),
    machineIdentity: ({ machineIdentityId }: TrustDecision, _: unknown, { session }: Context) =>
      machineIdentityId === null ? null : loadMachineIdentity(session, machineIdentityId),
    credential: ({ credentialId }: TrustDecision, _: unknown, { session }: Context) =>
      credentialId === null ? null : loadCredential(session, credentialId),
    viewEpoch: ({ epoch }: TrustDecision) => epoch,
  },
  LinkAnswer: { decidedBy: ({ reason }: LinkAnswer) => reason.owner },
};

async function attentionCounts(session: CredentialsSession) {
  const counts = await session.load(
    'attention',
    session.tenantId,
    async () => new Map([[session.tenantId, await session.read(READ, (tx) => readAttentionCounts(tx, session.now))]]),
  );
  return counts ?? { orphaned: 0, inGrace: 0, reviewOverdue: 0, expiringSoon: 0 };
}
