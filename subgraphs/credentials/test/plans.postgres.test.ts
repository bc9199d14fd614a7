import { readdirSync } from 'node:fs';
import { createFreshDatabase, testServer } from '@bailiwick/database/testing';
import { loginOf, migrate, openPostgres, refreshStatistics, type Database } from '@bailiwick/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../src/index.js';
import { explainAll } from '../src/measure/captured.js';
import { findGround, type Ground } from '../src/measure/ground.js';
import { listCases, type Case } from '../src/measure/list-cases.js';
import { lookUpCases } from '../src/measure/look-up-cases.js';
import { postureCases } from '../src/measure/posture-cases.js';
import { seedLarge } from '../src/seed/large/seed.js';
import type { CredentialsTables } from '../src/store/tables.js';

/** Enough that reading a table from end to end is never the cheaper way. */
const SIZE = { tenants: 20, identities: 10_000, credentials: 30_000 };
/** A page, and what stands between its rows; a count's thousand; a word's first thousand. */
const ROWS_MAX = 3_500;
/** What has a row for each tenant, or a few, is small; of the rest here the seed makes none, so nothing is shown about them. */
const SMALL = new Set([
  'tenant_fact',
  'entitlement_fact',
  'readiness_fact',
  'machine_policy',
  'machine_identity_count',
  'credential_count',
  'revocation_epoch',
  'runtime',
  'revocation',
  'transition',
  'trust_decision',
  'exchange',
]);

let database: Database<CredentialsTables>;
let ground: Ground;
let cases: readonly Case[] = [];
beforeAll(async () => {
  const { ownerUrl, appUrl, appRole } = await createFreshDatabase(testServer() ?? '', 'credentials');
  await migrate({ url: ownerUrl, domain: credentials, appRole: loginOf(appUrl) });
  expect(appRole).toBe(loginOf(appUrl));
  database = await openPostgres({ url: appUrl, domain: credentials, log: { error: () => undefined } });
  const now = new Date();
  await seedLarge(database, SIZE, now, () => undefined);
  await refreshStatistics({ url: ownerUrl, domain: credentials });
  ground = await findGround(database, now);
  cases = [...listCases(ground), ...lookUpCases(ground), ...postureCases(ground)];
}, 300_000);
afterAll(() => database.close());

describe('below the tenant’s row policy', () => {
  test('every list, filter and look-up reads by an index, and no more than it shows', async () => {
    const slow: unknown[] = [];
    for (const { name, run } of cases)
      for (const { sql, scanned, sorted, rows } of await explainAll(database, ground.tenantId, run)) {
        const whole = scanned.filter((table) => !SMALL.has(table));
        const most = name in LARGER ? Infinity : ROWS_MAX;
        if (whole.length > 0 || rows > most || sorted > most) slow.push({ name, whole, rows, sorted, sql });
      }
    expect(slow).toEqual([]);
  });

  test('a presented key is found by its reference, in one tenant and across all', async () => {
    const { reference } = ground.credential;
    const across = await database.inSystem('directory', async (tx) => {
      const query = tx.selectFrom('credential').select('tenant_id').where('reference', '=', reference).compile();
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>({ ...query, sql: `explain ${query.sql}` });
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(across).toContain('credential_reference');
    const looks = cases.filter(({ store }) => store === 'findProofs');
    const [within] = await explainAll(database, ground.tenantId, looks[0]?.run ?? (() => Promise.resolve()));
    expect(within).toMatchObject({ scanned: [], rows: 2 });
  });
});

describe('the cases', () => {
  test('leave out no store function that reads', async () => {
    const known = new Set([...cases.map(({ store }) => store), ...Object.keys(NOT_EXPLAINED)]);
    const files = readdirSync(new URL('../src/store/', import.meta.url)).filter((name) => /^[a-z-]+\.ts$/.test(name));
    const missing: string[] = [];
    for (const file of files) {
      const exported = Object.keys((await import(`../src/store/${file}`)) as object);
      missing.push(
        ...exported.filter((name) => READS.test(name) && !known.has(name)).map((name) => `${file}: ${name}`),
      );
    }
    expect(missing).toEqual([]);
  });
});

const READS = /^(list|find|count|lock|read(?=[A-Z].*(Facts|Health|Posture|Counts)$))/;

/** Store functions that are explained as part of another, that write, or that answer for all of a tenant by nature. */
const NOT_EXPLAINED: Readonly<Record<string, string>> = {
  findSearch: 'part of every list with a text',
  countOf: 'part of every count',
  listTenantsOfReference: 'across tenants: explained by itself',
  findTenantId: 'a tenant by slug, across tenants',
  listHomes: 'machines by id, across tenants',
  countIdentityChange: 'a write, by id',
  findInstance: 'a row by its unique key',
  readTrustFacts: 'look-ups by id, benchmarked with the exchange',
  readKeyFacts: 'as readTrustFacts, with the versions of one credential',
  lockPolicy: 'one row for each tenant',
  listCredentialIdsOpenTo: 'NOT EXPLAINED YET: what one person has seen',
  findDeparture: 'the memberships of one person',
  readLeavingFacts: 'look-ups by id, each explained by itself',
  readAnswerFacts: 'look-ups by id, each explained by itself',
  listGone: 'the memberships of a few people, by their keys',
  listTenantOwners: 'NOT EXPLAINED YET: the owners of a tenant',
  lockMachineIdentities: 'rows by their keys',
  listOwnershipChanges: 'NOT EXPLAINED YET: the history of one machine, by its index',
  listPendingOwners: 'rows by their keys',
  readReplayFacts: 'NOT EXPLAINED YET: the seed makes no decisions',
  listRecordedUses: 'NOT EXPLAINED YET: the seed makes no usage',
  listUsedCredentials: 'NOT EXPLAINED YET: the seed makes no usage',
  listApprovals: 'the few of one machine, by its key',
  findVersionStanding: 'a row by its key',
  findInstanceOfKey: 'a row by its unique key',
  findOAuthClient: 'a row by its key',
  listSecretProofs: 'the versions of one credential, by their key',
  findAccessToken: 'NOT EXPLAINED YET: the seed makes no tokens',
  findTenantOfToken: 'across tenants; NOT EXPLAINED YET',
  findTenantOfCredential: 'across tenants; NOT EXPLAINED YET',
  listUsage: 'NOT EXPLAINED YET: the seed makes no usage',
  listLastUses: 'NOT EXPLAINED YET: the seed makes no usage',
  listLeaves: 'NOT EXPLAINED YET: the seed makes no audit log',
  listLeavesAfter: 'NOT EXPLAINED YET: the seed makes no audit log',
  findAuditHead: 'one row for each tenant',
  lockAuditHead: 'one row for each tenant',
  listTenantsQueued: 'across tenants, by an index of what waits',
  listTenantsClosing: 'across tenants, by an index of what waits',
  listIdentitiesOfStewards: 'all machines of one who left; a list takes the newest',
  findBulk: 'a row by its key',
  listAskers: 'a row by its key',
  findEverybodyBehind: 'the stewards and knowers of a few machines, by their keys',
  findRotation: 'a row by its key',
  findRotationInProgress: 'a row by its unique key',
  listLastRotationsOf: 'the few of each credential, by their index; the seed makes none',
  listConsumersOf: 'the few of each credential, by their key; the seed makes none',
  lockRuntime: 'a row by its key',
  lockInstance: 'a row by its key',
  listInstancesOf: 'the newest of a few runtimes; the seed makes none',
  listMachinesBoundTo: 'all machines that are bound to one runtime',
  listSample: 'part of a dry run, which counts all that match',
  lockSelectedCredentials: 'a part of all that a bulk change is about, in the order of their keys',
  lockSelectedIdentities: 'as above',
};

/** Where the planner sorts what it could read in order, or reads a small table more than once, and is right at this size. */
const LARGER: Readonly<Record<string, string>> = {
  'credentials: runtimeId, count': 'a sixth of all rows are in one list here',
  'credentials: runtimeId, active, count': 'as above',
  'credentials: runtimeId, active': 'as above',
  'credentials: text and state, count': 'looks at places until a thousand rows were found',
  'tenant: readPosture': 'counts what is overdue: in a seed that never rotates, a sixth of all rows, in their index',
  'look-up: listRuntimesOfIdentities': 'the tenant has fifty runtimes',
  'look-up: listStewardsOf': 'the tenant has two hundred members',
};
