import { setTimeout as delay } from 'node:timers/promises';
import { testServer } from '@bailiwick/database/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FOLLOWS_WITHIN_MS, until } from '../harness/time.js';
import { npmRun, ran, statusOf } from './standalone/child.js';
import { createDomainDatabase, DOMAINS } from './standalone/databases.js';
import { change, untilTrue } from './standalone/ask.js';
import { prepareMachine, SLUG, type PreparedTenant } from './standalone/journey.js';
import { openWithTenant, type Production } from './standalone/production.js';

let production: Production & { readonly tenant: PreparedTenant };
beforeAll(async () => {
  production = await openWithTenant();
});
afterAll(() => production.site.remove());

const ask: Production['ask'] = (request) => production.ask(request);
const asOwner = () => ({ token: production.owner, tenant: SLUG });
const HOME = '{ tenant { name billingReadiness { ready } } accessState { canAccess } }';
const WHOLE = { tenant: { name: 'Initech', billingReadiness: { ready: true } }, accessState: { canAccess: true } };
const readyz = (domain: (typeof DOMAINS)[number]) => statusOf(new URL('/readyz', production.site.urlOf(domain)));

/** Starts one more process of billing against this database, and waits for its end. */
async function failedStart(
  url: string,
): Promise<{ readonly code: number | null; readonly said: string; readonly afterMs: number }> {
  const startedAt = performance.now();
  const env = { DATABASE_URL: url, KEYS_FILE: `${production.site.keys}/billing.json`, PORT: '0' };
  const child = npmRun({ script: 'start:billing', env });
  const code = await child.ended;
  return { code, said: child.said(), afterMs: performance.now() - startedAt };
}

async function anEmptyDatabase() {
  const database = await createDomainDatabase(new URL(testServer() ?? ''), 'billing', 'standalone_nothing_yet');
  onTestFinished(() => database.remove());
  return database;
}

const oneSentence = /^billing did not start: [^\n]+\n$/;

describe('a service that is started', () => {
  test('on a database that was not migrated says what to run', async () => {
    const { code, said } = await failedStart((await anEmptyDatabase()).appUrl);
    expect(code).toBe(1);
    expect(said).toMatch(oneSentence);
    expect(said).toContain('npm run migrate');
  });

  test('on a database that is half migrated says what to run', async () => {
    const database = await anEmptyDatabase();
    await ran({
      script: 'migrate',
      args: ['billing'],
      env: { MIGRATION_DATABASE_URL: database.ownerUrl, DATABASE_URL: database.appUrl },
    });
    await database.query(
      "delete from billing.migration_history where origin = 'domain' and name = (select max(name) from billing.migration_history where origin = 'domain')",
    );
    const { code, said } = await failedStart(database.appUrl);
    expect([code, said]).toEqual([1, expect.stringContaining('npm run migrate')]);
    expect(said).toMatch(oneSentence);
  });

  test('while the database is down says so and ends', async () => {
    const database = await anEmptyDatabase();
    await database.door.shut();
    const { code, said } = await failedStart(database.appUrl);
    expect(code).toBe(1);
    expect(said).toMatch(oneSentence);
    expect(said).toContain('The database of billing is not available');
    expect(said).not.toContain('app-secret');
  });

  test('while the database does not answer says so and ends', async () => {
    const database = await anEmptyDatabase();
    database.door.hold();
    const { code, said, afterMs } = await failedStart(database.appUrl);
    expect([code, said]).toEqual([1, expect.stringMatching(oneSentence)]);
    expect(afterMs).toBeLessThan(15_000);
  });

  test('as a login that could switch isolation off refuses', async () => {
    const superuser = new URL(testServer() ?? '');
    superuser.pathname = new URL(production.site.databases.billing.appUrl).pathname;
    const [all, owner] = await Promise.all(
      [superuser.href, production.site.databases.billing.ownerUrl].map(failedStart),
    );
    expect([all?.code, owner?.code]).toEqual([1, 1]);
    expect(all?.said).toContain('does not isolate tenants');
    expect(`${all?.said ?? ''}${owner?.said ?? ''}`).not.toMatch(/\n {4}at /);
  });
});

describe('a migration', () => {
  test.each(DOMAINS)('of %s that was run already does nothing', async (domain) => {
    const { ownerUrl, appUrl } = production.site.databases[domain];
    const again = npmRun({
      script: 'migrate',
      args: [domain],
      env: { MIGRATION_DATABASE_URL: ownerUrl, DATABASE_URL: appUrl },
    });
    expect([await again.ended, again.said()]).toEqual([0, `${domain} is up to date.\n`]);
  });

  test('while the database is down says so and changes nothing', async () => {
    const { door, appUrl } = await anEmptyDatabase();
    await door.shut();
    const child = npmRun({
      script: 'migrate',
      args: ['billing'],
      env: { MIGRATION_DATABASE_URL: appUrl, DATABASE_URL: appUrl },
    });
    expect(await child.ended).toBe(1);
    expect(child.said()).toMatch(/^Nothing was migrated: The database of billing is not available[^\n]+\n$/);
  });
});

describe.each(['shut', 'hold'] as const)('a database that goes away while its service runs (%s)', (how) => {
  test('is UNAVAILABLE to clients and not ready to the load balancer, and is used again when it is back', async () => {
    const { door } = production.site.databases.billing;
    const { pid } = production.site.service('billing');
    onTestFinished(() => door.open());
    await door[how]();
    const away = await until(
      () => ask({ query: HOME, ...asOwner() }),
      ({ errors }) => errors.length > 0,
    );
    expect(away.value.errors.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['tenant', 'billingReadiness'], 'UNAVAILABLE'],
    ]);
    expect(away.value.data).toEqual({ ...WHOLE, tenant: { name: 'Initech', billingReadiness: null } });
    expect([await readyz('billing'), await readyz('identity')]).toEqual([503, 200]);
    expect(await statusOf(new URL('/livez', production.site.urlOf('billing')))).toBe(200);
    await door.open();
    await until(
      () => readyz('billing'),
      (status) => status === 200,
      { withinMs: 15_000 },
    );
    await until(
      async () => (await ask({ query: HOME, ...asOwner() })).data,
      (data) => JSON.stringify(data) === JSON.stringify(WHOLE),
      { withinMs: 15_000 },
    );
    expect(production.site.service('billing').pid).toBe(pid);
  }, 90_000);
});

describe('a service that is killed in the middle of its work', () => {
  test('has lost nothing that it had acknowledged, and goes on telling and hearing', async () => {
    const { site } = production;
    const acknowledged: string[] = [];
    let stopped = false;
    const register = async (): Promise<void> => {
      for (let count = 0; !stopped; count += 1) {
        const name = `runtime-${acknowledged.length}-${count}`;
        const input = { name, kind: 'ON_PREM', environment: 'live', attestors: [], networks: ['10.0.0.0/8'] };
        await change(ask, { name: 'registerRuntime', input, fields: 'runtime { id }', ...asOwner() }).then(
          ({ runtime }) => acknowledged.push(runtime.id),
          () => delay(50),
        );
      }
    };
    const work = Promise.all([register(), register(), register()]);
    await until(
      () => Promise.resolve(acknowledged.length),
      (count) => count >= 10,
    );
    await site.service('credentials').stop('SIGKILL');
    const before = acknowledged.length;
    await site.start('credentials');
    await until(
      () => Promise.resolve(acknowledged.length),
      (count) => count >= before + 10,
      { withinMs: 20_000 },
    );
    stopped = true;
    await work;
    const { data } = await ask({ query: '{ runtimes(first: 100) { edges { node { id } } } }', ...asOwner() });
    const kept = (data?.['runtimes'].edges as { node: { id: string } }[]).map(({ node }) => node.id); // as asked for
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    // A new machine: credentials' feed reaches access; its revocation: credentials' feed reaches the gateway.
    const machine = await prepareMachine(ask, production.owner, production.tenant, 'after the kill');
    const call = () => ask({ token: machine.key, query: HOME });
    expect((await call()).data).toEqual(WHOLE);
    const input = { scope: 'CREDENTIAL', targetId: machine.credentialId, reason: 'POLICY', note: 'The end.' };
    await change(ask, { name: 'revoke', input, fields: 'revocation { id }', ...asOwner() });
    const { afterMs } = await until(call, ({ status }) => status === 401);
    expect(afterMs).toBeLessThan(FOLLOWS_WITHIN_MS);
  }, 90_000);

  test('has told the others all that happened just before', async () => {
    const { site } = production;
    await change(ask, {
      name: 'cancelSubscription',
      input: { atPeriodEnd: false },
      fields: 'account { id }',
      ...asOwner(),
    });
    await site.service('billing').stop('SIGKILL');
    await site.start('billing');
    await until(
      async () => (await ask({ query: HOME, ...asOwner() })).data?.['accessState'],
      (state) => state?.canAccess === false,
    );
    await change(ask, { name: 'changePlan', input: { plan: 'business' }, fields: 'account { id }', ...asOwner() });
    await untilTrue(ask, asOwner(), 'platform.use');
  });
});
