import type { Credential, CredentialVersion, Knower } from '../domain/credential.js';
import type { VersionConsumer } from '../domain/consumers.js';
import type { Rotation } from '../domain/rotation.js';
import type { MachineIdentity, Steward } from '../domain/machine-identity.js';
import type { TenantFact } from '../domain/facts.js';
import type { Owner } from '../domain/owner.js';
import type { MachinePolicy } from '../domain/policy.js';
import type { OwnerStandingFacts } from '../domain/trust/trust-facts.js';
import { findTenantFact } from '../store/fact.js';
import { readOwner } from '../store/stored-owner.js';
import type { Revocation } from '../domain/revocation.js';
import type { RuntimeInstance } from '../domain/runtime-lock.js';
import type { Runtime } from '../domain/runtime.js';
import type { OwnershipChange, PendingOwner } from '../domain/transfer.js';
import type { Transition } from '../domain/transitions.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import { listCredentialsById, listKnowersOf } from '../store/credential.js';
import {
  listCredentialsOfIdentities,
  listCredentialsOfRuntimes,
  listCredentialsKnownTo,
} from '../store/credential-links.js';
import { listVersionsOf } from '../store/credential-proof.js';
import { findPolicy } from '../store/machine-policy.js';
import { listMachineIdentitiesById, listMachineUses } from '../store/machine-identity.js';
import { listOwnershipChanges, listPendingOwners } from '../store/ownership-change.js';
import { listOwnerships, readStandings, type Ownership } from '../store/ownership.js';
import { listRevocationsById, listRevocationsOfTargets } from '../store/revocation.js';
import { listRuntimesById, listRuntimesOfIdentities } from '../store/runtime.js';
import { listLastRotationsOf } from '../store/rotation.js';
import { listConsumersOf } from '../store/version-consumer.js';
import { listInstancesOf } from '../store/runtime-lock.js';
import { listTransitionsOf } from '../store/transition.js';
import { listNewestIdentitiesOfStewards, listStewardsOf } from '../store/steward.js';
import { countDecisionsOf, listTrustDecisionsById } from '../store/trust-decision.js';
import { countKnowersLeft } from '../store/trust-facts.js';
import { READ, type CredentialsSession, type Tx } from './context.js';

const LISTED_MAX = 100;

type Batch<Value> = (tx: Tx, ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

/** One statement for all keys of a request: lists never load row by row. */
function loader<Value>(
  name: string,
  batch: Batch<Value>,
): (session: CredentialsSession, id: string) => Promise<Value | null> {
  return (session, id) => session.load(name, id.toLowerCase(), (ids) => session.read(READ, (tx) => batch(tx, ids)));
}

function byId<Row extends { readonly id: string }>(
  list: (tx: Tx, ids: readonly string[]) => Promise<readonly Row[]>,
): Batch<Row> {
  return async (tx, ids) => new Map((await list(tx, ids)).map((row) => [row.id, row]));
}

const loadAnyMachineIdentity = loader<MachineIdentity>('machineIdentity', byId(listMachineIdentitiesById));

/** Who asks may know who they are, whatever else they may read. */
export function loadMachineIdentity(session: CredentialsSession, id: string): Promise<MachineIdentity | null> {
  const { kind, id: own } = session.principal;
  if (kind !== 'MACHINE' || id.toLowerCase() !== own) return loadAnyMachineIdentity(session, id);
  const batch = byId(listMachineIdentitiesById);
  return session.load('ownMachineIdentity', own, (ids) => session.readOpen((tx) => batch(tx, ids)));
}

export const loadCredential = loader<Credential>('credential', byId(listCredentialsById));
export const loadRuntime = loader<Runtime>('runtime', byId(listRuntimesById));
export const loadRevocation = loader<Revocation>('revocation', byId(listRevocationsById));
export const loadTrustDecision = loader<TrustDecision>('trustDecision', byId(listTrustDecisionsById));

export const loadTransitions = loader<readonly Transition[]>('transitions', listTransitionsOf);
export const loadOwnershipChanges = loader<readonly OwnershipChange[]>('ownershipChanges', listOwnershipChanges);
export const loadPendingOwner = loader<PendingOwner>('pendingOwner', listPendingOwners);
export const loadStewards = loader<readonly Steward[]>('stewards', listStewardsOf);
export const loadRuntimesOfIdentity = loader<readonly Runtime[]>('runtimesOfIdentity', listRuntimesOfIdentities);
export const loadMachineUse = loader('machineUse', listMachineUses);
export const loadOwnership = loader<Ownership>('ownership', async (tx, ids) =>
  listOwnerships(tx, await listMachineIdentitiesById(tx, ids)),
);
export const loadCredentialsOfIdentity = loader<readonly Credential[]>('credentialsOfIdentity', (tx, ids) =>
  listCredentialsOfIdentities(tx, ids, LISTED_MAX),
);
export const loadCredentialsOfRuntime = loader<readonly Credential[]>('credentialsOfRuntime', (tx, ids) =>
  listCredentialsOfRuntimes(tx, ids, LISTED_MAX),
);
export const loadVersions = loader<readonly CredentialVersion[]>('versions', listVersionsOf);
export const loadConsumers = loader<readonly VersionConsumer[]>('consumers', listConsumersOf);
export const loadInstances = loader<readonly RuntimeInstance[]>('instances', listInstancesOf);
export const loadLastRotation = loader<Rotation>('lastRotation', listLastRotationsOf);
export const loadKnowers = loader<readonly Knower[]>('knowers', listKnowersOf);
export const loadKnowersLeft = loader<number>('knowersLeft', countKnowersLeft);
export const loadDecisionCount = loader<number>('decisionCount', countDecisionsOf);
export const loadRevocationOf = loader<Revocation>('revocationOf', listRevocationsOfTargets);
export const loadIdentityIdsOfSteward = loader<readonly string[]>('identityIdsOfSteward', (tx, ids) =>
  listNewestIdentitiesOfStewards(tx, ids, LISTED_MAX),
);
export const loadCredentialIdsKnownTo = loader<readonly string[]>('credentialIdsKnownTo', (tx, ids) =>
  listCredentialsKnownTo(tx, ids, LISTED_MAX),
);

/** What an owner rests on, whichever machine it answers for. */
export function loadOwnerStandings(session: CredentialsSession, owner: Owner): Promise<OwnerStandingFacts | null> {
  const key = JSON.stringify(owner);
  return session.load('ownerStanding', key, async (keys) => {
    const owners = keys.map((each) => readOwner(JSON.parse(each)));
    const standingOf = await session.read(READ, (tx) => readStandings(tx, owners));
    return new Map(keys.map((each, index) => [each, standingOf(owners[index] ?? owner)]));
  });
}

/** The tenant's own limits, once for all credentials of a request. */
export function loadPolicy(session: CredentialsSession): Promise<MachinePolicy | null> {
  return session.load('policy', session.tenantId, async () => {
    return new Map([[session.tenantId, await session.readOpen(findPolicy)]]);
  });
}

/** The tenant of all machines here, as identity told it. */
export function loadHome(session: CredentialsSession): Promise<TenantFact | null> {
  return session.load('home', session.tenantId, async () => {
    const home = await session.readOpen(findTenantFact);
    return new Map(home === null ? [] : [[session.tenantId, home]]);
  });
}

/** Those that are there, in the order asked for. */
export async function loadAll<Value>(
  ids: readonly string[],
  load: (id: string) => Promise<Value | null>,
): Promise<readonly Value[]> {
  const found = await Promise.all(ids.map(load));
  return found.filter((value): value is Awaited<Value> & Value => value !== null);
}
