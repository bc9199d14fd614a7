import { readdirSync } from 'node:fs';
import { createFreshDatabase, testServer } from '@bailiwick/database/testing';
import { loginOf, migrate, openPostgres, refreshStatistics, type Database } from '@bailiwick/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../src/index.js';
import { explainAcross, explainAll } from '../src/measure/captured.js';
import { exchangeCase } from '../src/measure/exchange-case.js';
import { findGround, type Ground } from '../src/measure/ground.js';
import { acrossCases, historyCases } from '../src/measure/history-cases.js';
import { listCases, type Case } from '../src/measure/list-cases.js';
import { lookUpCases } from '../src/measure/look-up-cases.js';
import { postureCases } from '../src/measure/posture-cases.js';
import { seedLarge } from '../src/seed/large/seed.js';
import { listLeaves } from '../src/store/audit-log.js';
import { listTenantsOfReference } from '../src/store/directory.js';
import type { CredentialsTables } from '../src/store/tables.js';

/** Enough that reading a table from end to end is never the cheaper way. */
const SIZE = { tenants: 20, identities: 10_000, credentials: 30_000 };
/** A page, and what stands between its rows; a count's thousand; a word's first thousand. */
const ROWS_MAX = 3_500;
/** What has a row for each tenant, or a few, is small; of the rest here the seed makes none, so nothing is shown about them. */
const SMALL = new Set([
  'tenant_fact',
  'entitlement_fact',
  'owner_fact',
  'readiness_fact',
  'machine_policy',
  'machine_identity_count',
  'credential_count',
  'revocation_epoch',
  'runtime',
  'revocation',
  'transition',
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
  cases = [
    ...listCases(ground),
    ...lookUpCases(ground),
    ...postureCases(ground),
    ...historyCases(ground),
    exchangeCase(ground),
  ];
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
    const [across] = await explainAcross(database, (tx) => listTenantsOfReference(tx, ground.credential.reference));
    expect(across).toMatchObject({ indexes: ['credential_reference'], rows: 1 });
    const looks = cases.filter(({ store }) => store === 'findProofs');
    const [within] = await explainAll(database, ground.tenantId, looks[0]?.run ?? (() => Promise.resolve()));
    expect(within).toMatchObject({ scanned: [], rows: 2 });
  });

  test('what somebody did is found in a list of theirs, however long the log is', async () => {
    const [nothing] = await explainAll(database, ground.tenantId, (tx) =>
      listLeaves(tx, { actorId: 'nobody' }, null, 50),
    );
    expect(nothing).toMatchObject({ scanned: [], rows: 0 });
  });

  test('what is asked before any tenant is known is found by an index across all', async () => {
    for (const { name, run } of acrossCases(ground)) {
      const explained = await explainAcross(database, run);
      expect({ name, scanned: explained.map(({ scanned, rows }) => ({ scanned, rows })) }).toEqual({
        name,
        scanned: [{ scanned: [], rows: 1 }],
      });
    }
  });
});

describe('the cases', () => {
  test('leave out no store function that reads', async () => {
    const known = new Set([
      ...[...cases, ...acrossCases(ground)].map(({ store }) => store),
      ...Object.keys(NOT_EXPLAINED),
    ]);
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
  findTenantId: 'a tenant by slug, across tenants',
  listHomes: 'machines by id, across tenants',
  countIdentityChange: 'a write, by id',
  findInstance: 'a row by its unique key',
  findMachineIdentityOf: 'rows by their keys',
  readKeyFacts: 'as readTrustFacts, with the versions of one credential',
  lockEpoch: 'one row for each tenant',
  lockPolicy: 'one row for each tenant',
  findDeparture: 'the memberships of one person',
  readLeavingFacts: 'look-ups by id, each explained by itself',
  readAnswerFacts: 'look-ups by id, each explained by itself',
  listGone: 'the memberships of a few people, by their keys',
  lockMachineIdentities: 'rows by their keys',
  listPendingOwners: 'rows by their keys',
  listApprovals: 'the few of one machine, by its key',
  findVersionStanding: 'a row by its key',
  findInstanceOfKey: 'a row by its unique key',
  lockInstanceOfKey: 'as above',
  findSuccession: 'the hundred of one instance at most, by their key',
  findOAuthClient: 'a row by its key',
  listSecretProofs: 'the versions of one credential, by their key',
  findAuditHead: 'one row for each tenant',
  lockAuditHead: 'one row for each tenant',
  listTenantsQueued: 'across tenants, by an index of what waits',
  listTenantsClosing: 'across tenants, by an index of what waits',
  listIdentitiesOfStewards: 'all machines of one who left; a list takes the newest',
  findBulk: 'a row by its key',
  lockBulk: 'a row by its key',
  listAskers: 'a row by its key',
  findEverybodyBehind: 'the stewards, knowers and creators of a few machines, by their keys',
  findRotation: 'a row by its key',
  findRotationInProgress: 'a row by its unique key',
  findPendingRotation: 'a row by its unique key',
  listAliveSeenBy: 'the few versions of one credential, by their key',
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
  'history: listCredentialIdsOpenTo': 'all that one person has seen, by the index of whoever has seen',
  'look-up: listRuntimesOfIdentities': 'the tenant has fifty runtimes',
};
