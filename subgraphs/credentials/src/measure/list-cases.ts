import type { SystemTransaction, TenantTransaction } from '@bailiwick/database';
import { CREDENTIAL_STATES } from '../domain/credential.js';
import {
  countCredentials,
  listCredentials,
  orderOf,
  positionIn,
  type CredentialFilter,
} from '../store/credential-page.js';
import {
  countMachineIdentities,
  listMachineIdentities,
  type MachineIdentityFilter,
} from '../store/machine-identity-page.js';
import { listRuntimes } from '../store/runtime.js';
import { listTrustDecisions, type TrustDecisionFilter } from '../store/trust-decision.js';
import type { CredentialsTables } from '../store/tables.js';
import type { Ground } from './ground.js';

type Tx = TenantTransaction<CredentialsTables>;

/** A question that a store answers, as somebody asks it. */
export interface Case {
  readonly name: string;
  readonly store: string;
  readonly run: (tx: Tx) => Promise<unknown>;
}

/** The same before any tenant is known. */
export interface AcrossCase extends Omit<Case, 'run'> {
  readonly run: (tx: SystemTransaction<CredentialsTables, 'directory'>) => Promise<unknown>;
}

const PAGE = 51;

/** Every filter of every list, its first page and one from the middle, and its count. */
export function listCases(ground: Ground): readonly Case[] {
  return [
    ...Object.entries(credentialFilters(ground)).flatMap(([name, filter]) => credentialCases(ground, name, filter)),
    ...Object.entries(identityFilters(ground)).flatMap(([name, filter]) => identityCases(ground, name, filter)),
    ...Object.entries(decisionFilters(ground)).flatMap(([name, filter]) => decisionCases(ground, name, filter)),
    { name: 'runtimes', store: 'listRuntimes', run: (tx) => listRuntimes(tx, null, PAGE) },
    {
      name: 'runtimes, later page',
      store: 'listRuntimes',
      run: (tx) => listRuntimes(tx, { at: new Date(ground.now.getTime() - 36_000_000), id: ground.runtime }, PAGE),
    },
  ];
}

export function credentialFilters({ person, runtime, credential }: Ground): Readonly<Record<string, CredentialFilter>> {
  return {
    all: {},
    'one state': { state: ['ACTIVE'] },
    'a rare state': { state: ['COMPROMISED'] },
    'several states': { state: ['STAGED', 'SUSPENDED', 'DORMANT'] },
    'every state': { state: CREDENTIAL_STATES },
    kind: { kind: ['PRIVATE_KEY_JWT'] },
    'several kinds': { kind: ['API_KEY', 'FEDERATED_OIDC'] },
    'states and kinds': { state: ['ACTIVE', 'STAGED'], kind: ['API_KEY', 'CLIENT_SECRET'] },
    machineIdentityId: { machineIdentityId: credential.machineIdentityId },
    unusedForDays: { unusedForDays: 90 },
    expiresInDays: { expiresInDays: 30 },
    'expiresInDays, active': { expiresInDays: 30, state: ['ACTIVE'] },
    createdBy: { createdBy: person },
    knownTo: { knownTo: person },
    runtimeId: { runtimeId: runtime },
    'runtimeId, active': { runtimeId: runtime, state: ['ACTIVE'] },
    'text: a rare word': { text: credential.name.split(/[- ]/)[3] ?? '' },
    'text: a common word': { text: 'invoices' },
    'text: a word of every name': { text: 'key' },
    'text: the beginning of several words': { text: 'exp' },
    'text: two common words': { text: 'export berlin' },
    'text: a hint': { text: credential.hint },
    'text: nothing': { text: 'zeppelin' },
    'text and state': { text: 'berlin', state: ['SUSPENDED', 'DORMANT'] },
  };
}

export function identityFilters({
  person,
  runtime,
  identity,
}: Ground): Readonly<Record<string, MachineIdentityFilter>> {
  return {
    all: {},
    'one state': { state: ['ACTIVE'] },
    'a rare state': { state: ['QUARANTINED'] },
    'several states': { state: ['DRAFT', 'SUSPENDED'] },
    ownerKind: { ownerKind: ['RUNTIME'] },
    'several owner kinds': { ownerKind: ['AUTONOMOUS_AGENT', 'EXTERNAL_INTEGRATION'] },
    environment: { environment: 'test' },
    stewardId: { stewardId: person },
    runtimeId: { runtimeId: runtime },
    'text: a rare word': { text: identity.name.split('-')[3] ?? '' },
    'text: a common word': { text: 'invoices' },
    'text: two words': { text: 'sync osaka' },
  };
}

export function decisionFilters({ credential, identity, now }: Ground): Readonly<Record<string, TrustDecisionFilter>> {
  return {
    all: {},
    credentialId: { credentialId: credential.id },
    machineIdentityId: { machineIdentityId: identity.id },
    effect: { effect: 'DENY' },
    code: { code: 'credentials.expired' },
    'a time': { from: new Date(now.getTime() - 86_400_000 * 20), to: new Date(now.getTime() - 86_400_000 * 10) },
  };
}

function credentialCases({ credential, now }: Ground, name: string, filter: CredentialFilter): readonly Case[] {
  const after = positionIn(orderOf(filter), credential);
  return [
    {
      name: `credentials: ${name}`,
      store: 'listCredentials',
      run: (tx) => listCredentials(tx, filter, now, null, PAGE),
    },
    {
      name: `credentials: ${name}, later page`,
      store: 'listCredentials',
      run: (tx) => listCredentials(tx, filter, now, after, PAGE),
    },
    { name: `credentials: ${name}, count`, store: 'countCredentials', run: (tx) => countCredentials(tx, filter, now) },
  ];
}

function identityCases({ identity }: Ground, name: string, filter: MachineIdentityFilter): readonly Case[] {
  const after = { at: identity.createdAt, id: identity.id };
  const store = 'listMachineIdentities';
  return [
    { name: `machines: ${name}`, store, run: (tx) => listMachineIdentities(tx, filter, null, PAGE) },
    { name: `machines: ${name}, later page`, store, run: (tx) => listMachineIdentities(tx, filter, after, PAGE) },
    {
      name: `machines: ${name}, count`,
      store: 'countMachineIdentities',
      run: (tx) => countMachineIdentities(tx, filter),
    },
  ];
}

function decisionCases({ now, identity }: Ground, name: string, filter: TrustDecisionFilter): readonly Case[] {
  const after = { at: new Date(now.getTime() - 86_400_000 * 15), id: identity.id };
  const store = 'listTrustDecisions';
  return [
    { name: `decisions: ${name}`, store, run: (tx) => listTrustDecisions(tx, filter, null, PAGE) },
    { name: `decisions: ${name}, later page`, store, run: (tx) => listTrustDecisions(tx, filter, after, PAGE) },
  ];
}
