import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { assessIdentity, isGoodNow } from '../domain/trust/identity-trust.js';
import { shownAtBest } from '../domain/trust/shown-at-best.js';
import type { AssessedFacts } from '../domain/trust/trust-factors.js';
import { assessTrust, type TrustAssessment } from '../domain/trust/trust-level.js';
import type { CredentialsSession } from './context.js';
import {
  loadAll,
  loadCredentialsOfIdentity,
  loadKnowersLeft,
  loadMachineIdentity,
  loadRuntime,
  loadStewards,
} from './load.js';

/** As it would be at best: called from the first runtime that it is bound to. */
export async function trustOfCredential(credential: Credential, session: CredentialsSession): Promise<TrustAssessment> {
  return assessTrust(await factsAtBest(credential, session), session.now);
}

export async function trustOfIdentity(
  identity: MachineIdentity,
  session: CredentialsSession,
): Promise<TrustAssessment> {
  const all = (await loadCredentialsOfIdentity(session, identity.id)) ?? [];
  const good = all.filter((credential) => isGoodNow(credential, session.now));
  const shown = await Promise.all(good.map((credential) => factsAtBest(credential, session)));
  const stewards = (await loadStewards(session, identity.id)) ?? [];
  return assessIdentity(shown, { identity, stewards }, session.now);
}

async function factsAtBest(credential: Credential, session: CredentialsSession): Promise<AssessedFacts> {
  const { id, machineIdentityId, runtimeIds } = credential;
  const [identity, stewards, boundRuntimes, knowersLeft] = await Promise.all([
    loadMachineIdentity(session, machineIdentityId),
    loadStewards(session, machineIdentityId),
    loadAll(runtimeIds, (runtimeId) => loadRuntime(session, runtimeId)),
    loadKnowersLeft(session, id),
  ]);
  return {
    ...shownAtBest(credential, null, session.now),
    ...{ credential, identity, boundRuntimes },
    stewards: stewards ?? [],
    address: null,
    assumedRuntimeId: runtimeIds[0] ?? null,
    knowersLeft: knowersLeft ?? 0,
  };
}
