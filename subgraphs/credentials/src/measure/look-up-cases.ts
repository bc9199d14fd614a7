import {
  findCredential,
  findCredentialToPresent,
  listCredentialsById,
  listKnowersOf,
  lockCredential,
  lockCredentialsOfIdentities,
  lockCredentialsOfIdentity,
} from '../store/credential.js';
import {
  listCredentialsKnownTo,
  listCredentialsOfIdentities,
  listCredentialsOfRuntimes,
} from '../store/credential-links.js';
import { findProofs, listVersionsOf } from '../store/credential-proof.js';
import { findEntitlement, findReadiness, findTenantFact, listActiveMembers } from '../store/fact.js';
import {
  findMachineIdentity,
  listMachineIdentitiesById,
  listMachineUses,
  lockMachineIdentity,
} from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { countLevelsBelow, listAgents, listMachineIdsDownFrom, listOwnerships } from '../store/ownership.js';
import { findEpoch, listRevocationsById, listRevocationsOfTargets } from '../store/revocation.js';
import { listRuntimesById, listRuntimesOfIdentities } from '../store/runtime.js';
import { listNewestIdentitiesOfStewards, listStewards, listStewardsOf } from '../store/steward.js';
import { listTransitionsOf } from '../store/transition.js';
import { countDecisionsOf, listTrustDecisionsById } from '../store/trust-decision.js';
import { countKnowersLeft, listOpenersOf } from '../store/trust-facts.js';
import type { Ground } from './ground.js';
import type { Case } from './list-cases.js';

const FEW = 10;
const LISTED = 100;

type Run = Case['run'];

/** Every look-up, as a page of a list makes it: for the hundred things that are on it. */
export function lookUpCases(ground: Ground): readonly Case[] {
  const all = { ...byId(ground), ...ofCredentials(ground), ...ofIdentities(ground), ...ofTenant(ground) };
  return Object.entries(all).map(([store, run]) => ({ name: `look-up: ${store}`, store, run }));
}

function byId({ credential, identity, credentialIds, identityIds, runtime }: Ground): Readonly<Record<string, Run>> {
  return {
    findCredential: (tx) => findCredential(tx, credential.id),
    lockCredential: (tx) => lockCredential(tx, credential.id),
    listCredentialsById: (tx) => listCredentialsById(tx, credentialIds),
    findProofs: (tx) => findProofs(tx, credential.reference),
    findMachineIdentity: (tx) => findMachineIdentity(tx, identity.id),
    lockMachineIdentity: (tx) => lockMachineIdentity(tx, identity.id),
    listMachineIdentitiesById: (tx) => listMachineIdentitiesById(tx, identityIds),
    listMachineUses: (tx) => listMachineUses(tx, identityIds),
    listRuntimesById: (tx) => listRuntimesById(tx, [runtime]),
    listRevocationsById: (tx) => listRevocationsById(tx, credentialIds),
    listTrustDecisionsById: (tx) => listTrustDecisionsById(tx, credentialIds),
  };
}

function ofCredentials({ credentialIds, person, runtime, now }: Ground): Readonly<Record<string, Run>> {
  return {
    listVersionsOf: (tx) => listVersionsOf(tx, credentialIds),
    listKnowersOf: (tx) => listKnowersOf(tx, credentialIds),
    countKnowersLeft: (tx) => countKnowersLeft(tx, credentialIds),
    listOpenersOf: (tx) => listOpenersOf(tx, credentialIds, now),
    countDecisionsOf: (tx) => countDecisionsOf(tx, credentialIds),
    listRevocationsOfTargets: (tx) => listRevocationsOfTargets(tx, credentialIds),
    listTransitionsOf: (tx) => listTransitionsOf(tx, credentialIds),
    listCredentialsOfRuntimes: (tx) => listCredentialsOfRuntimes(tx, [runtime], LISTED),
    listCredentialsKnownTo: (tx) => listCredentialsKnownTo(tx, [person], LISTED),
  };
}

function ofIdentities({ identity, identityIds, person }: Ground): Readonly<Record<string, Run>> {
  return {
    findCredentialToPresent: (tx) => findCredentialToPresent(tx, identity.id),
    lockCredentialsOfIdentity: (tx) => lockCredentialsOfIdentity(tx, identity.id),
    lockCredentialsOfIdentities: (tx) => lockCredentialsOfIdentities(tx, identityIds),
    listCredentialsOfIdentities: (tx) => listCredentialsOfIdentities(tx, identityIds, FEW),
    listRuntimesOfIdentities: (tx) => listRuntimesOfIdentities(tx, identityIds),
    listStewards: (tx) => listStewards(tx, identity.id),
    listStewardsOf: (tx) => listStewardsOf(tx, identityIds),
    listNewestIdentitiesOfStewards: (tx) => listNewestIdentitiesOfStewards(tx, [person], LISTED),
    listMachineIdsDownFrom: (tx) => listMachineIdsDownFrom(tx, identity.id),
    countLevelsBelow: (tx) => countLevelsBelow(tx, identity.id),
    listAgents: (tx) => listAgents(tx, identityIds),
    listOwnerships: (tx) => listOwnerships(tx, [identity]),
  };
}

function ofTenant({ person }: Ground): Readonly<Record<string, Run>> {
  return {
    findTenantFact,
    findPolicy,
    findReadiness,
    findEpoch,
    findEntitlement: (tx) => findEntitlement(tx, 'any'),
    listActiveMembers: (tx) => listActiveMembers(tx, [person]),
  };
}
