import type { TenantTransaction } from '@bailiwick/database';
import { BEARER, proofKindOf } from '../domain/proof-kind.js';
import type { Environment } from '../domain/machine-identity.js';
import type { ReplayFacts } from '../domain/what-if/changed-facts.js';
import { listCredentialsById } from './credential.js';
import { findTenantFact } from './fact.js';
import { listMachineIdentitiesById } from './machine-identity.js';
import { findPolicy } from './machine-policy.js';
import { listOwnerships } from './ownership.js';
import type { RecordedUse } from './recorded-use.js';
import { listGone, listTenantOwners } from './leaving.js';
import { listRuntimesById } from './runtime.js';
import { listStewardsOf } from './steward.js';
import type { CredentialsTables } from './tables.js';
import { countKnowersLeft, listOpenersOf } from './trust-facts.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Joins a recorded call with what is known of its credential today; null when there is no such credential any more. */
export type FactsOf = (use: RecordedUse, hostEnvironment: Environment) => ReplayFacts | null;

/** What is known of these credentials, in the same few statements however many they are. */
export async function readReplayFacts(tx: Tx, credentialIds: readonly string[], now: Date): Promise<FactsOf> {
  const credentials = new Map((await listCredentialsById(tx, credentialIds)).map((each) => [each.id, each]));
  const all = [...credentials.values()];
  const machineIds = [...new Set(all.map((each) => each.machineIdentityId))];
  const machines = await listMachineIdentitiesById(tx, machineIds);
  const ownerships = await listOwnerships(tx, machines);
  const stewards = await listStewardsOf(tx, machineIds);
  const runtimes = await listRuntimesById(tx, [...new Set(all.flatMap((each) => each.runtimeIds))]);
  const left = await countKnowersLeft(tx, credentialIds);
  const openers = await listOpenersOf(tx, credentialIds, now);
  const homeTenant = await findTenantFact(tx);
  const tenantOwners = await listTenantOwners(tx, now);
  const gone = await listGone(
    tx,
    [...stewards.values()].flat().map((steward) => steward.personId),
  );
  const { minStewards } = await findPolicy(tx);
  const identities = new Map(machines.map((each) => [each.id, each]));
  return (use, hostEnvironment) => {
    const credential = credentials.get(use.credentialId);
    const identity = identities.get(credential?.machineIdentityId ?? '');
    if (credential === undefined || identity === undefined) return null;
    const { proof, address, runtimeId, action, actingTenant } = use;
    return {
      ...BEARER,
      ...{ proof, address, action, hostEnvironment, credential, identity, homeTenant, minStewards, delegationId: null },
      proofKind: proofKindOf(credential.kind),
      stewards: stewards.get(identity.id) ?? [],
      ...(ownerships.get(identity.id) ?? { chain: null, owners: [] }),
      actingTenant: actingTenant ?? { id: identity.tenantId, fact: homeTenant },
      boundRuntimes: runtimes.filter((runtime) => credential.runtimeIds.includes(runtime.id)),
      assumedRuntimeId: runtimeId,
      knowersLeft: left.get(credential.id) ?? 0,
      ...{ tenantOwners, gone },
      knownTo: openers.get(credential.id) ?? [],
    };
  };
}
