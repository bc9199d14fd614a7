import { findAccessToken, findTenantOfToken } from '../store/access-token.js';
import { listLeaves, listLeavesAfter, type AuditFilter } from '../store/audit-log.js';
import { listTenantsOfReference } from '../store/directory.js';
import { listCredentialIdsOpenTo } from '../store/force-rotation.js';
import { listTenantOwners } from '../store/leaving.js';
import { findTenantOfCredential } from '../store/oauth-client.js';
import { listOwnershipChanges } from '../store/ownership-change.js';
import { listRecordedUses, listUsedCredentials } from '../store/recorded-use.js';
import { readReplayFacts } from '../store/replay-facts.js';
import { listTrustDecisionsOfRequest } from '../store/trust-decision.js';
import { listLastUses, listUsage } from '../store/usage-report.js';
import type { Ground } from './ground.js';
import type { AcrossCase, Case } from './list-cases.js';

const PAGE = 51;
const DAY_MS = 86_400_000;

/** What was done, decided and logged. */
export function historyCases(ground: Ground): readonly Case[] {
  const all = { ...ofCredentials(ground), ...ofTenant(ground) };
  const named = Object.entries(all).map(([store, run]) => ({ name: `history: ${store}`, store, run }));
  return [...named, ...usageCases(ground), ...logCases(ground)];
}

/** What is asked before any tenant is known. */
export function acrossCases({ credential, txn }: Ground): readonly AcrossCase[] {
  const all: Readonly<Record<string, AcrossCase['run']>> = {
    listTenantsOfReference: (tx) => listTenantsOfReference(tx, credential.reference),
    findTenantOfToken: (tx) => findTenantOfToken(tx, txn),
    findTenantOfCredential: (tx) => findTenantOfCredential(tx, credential.id),
  };
  return Object.entries(all).map(([store, run]) => ({ name: `across tenants: ${store}`, store, run }));
}

function ofCredentials({ credentialIds, identityIds, now }: Ground): Readonly<Record<string, Case['run']>> {
  const from = new Date(now.getTime() - 30 * DAY_MS);
  return {
    listLastUses: (tx) => listLastUses(tx, credentialIds),
    listRecordedUses: (tx) => listRecordedUses(tx, credentialIds, { from, now }),
    listUsedCredentials: (tx) => listUsedCredentials(tx, from, null, PAGE),
    readReplayFacts: (tx) => readReplayFacts(tx, credentialIds, now),
    listOwnershipChanges: (tx) => listOwnershipChanges(tx, identityIds),
  };
}

function usageCases({ credentialIds, identityIds, now }: Ground): readonly Case[] {
  const from = new Date(now.getTime() - 30 * DAY_MS);
  const store = 'listUsage';
  return [
    { name: 'history: usage of credentials', store, run: (tx) => listUsage(tx, 'credential', credentialIds, from) },
    { name: 'history: usage of machines', store, run: (tx) => listUsage(tx, 'machine', identityIds, from) },
  ];
}

function ofTenant({ person, txn, now }: Ground): Readonly<Record<string, Case['run']>> {
  return {
    listCredentialIdsOpenTo: (tx) => listCredentialIdsOpenTo(tx, person, now),
    listTenantOwners: (tx) => listTenantOwners(tx, now),
    findAccessToken: (tx) => findAccessToken(tx, txn),
    listTrustDecisionsOfRequest: (tx) => listTrustDecisionsOfRequest(tx, txn, PAGE),
  };
}

function logCases({ refused, identity, now }: Ground): readonly Case[] {
  const daysAgo = (count: number) => new Date(now.getTime() - count * DAY_MS);
  const filters: Readonly<Record<string, AuditFilter>> = {
    all: {},
    action: { action: 'tokenExchange' },
    'an action that never was': { action: 'nothing' },
    targetId: { targetId: refused },
    actorId: { actorId: identity.id },
    'a time': { from: daysAgo(20), to: daysAgo(10) },
    'before a time': { to: daysAgo(50) },
  };
  return [
    ...Object.entries(filters).flatMap(([name, filter]) => [
      { name: `log: ${name}`, store: 'listLeaves', run: listing(filter, null) },
      { name: `log: ${name}, later page`, store: 'listLeaves', run: listing(filter, LATER) },
    ]),
    { name: 'log: verified', store: 'listLeavesAfter', run: (tx) => listLeavesAfter(tx, LATER, PAGE) },
  ];
}

const LATER = 1_000;

function listing(filter: AuditFilter, before: number | null): Case['run'] {
  return (tx) => listLeaves(tx, filter, before, PAGE);
}
