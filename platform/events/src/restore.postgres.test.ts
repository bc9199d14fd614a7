import { beginHistory, DatabaseRestored } from '@bailiwick/database';
import { startPostgresCluster, type PostgresCluster } from '@bailiwick/database/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dump, execute, makeDatabase, migratePlace, openPlace, placeOn, type Place } from '../test/backups.js';
import {
  ACCESS,
  BILLING,
  consume,
  factsOf,
  historyOf,
  listenTo,
  newTenantId,
  publish,
  realNow,
  serve,
  until,
  type TestDatabase,
} from '../test/builders.js';
import { createFeed, readPosition, readStanding, waitUntilFresh } from './index.js';

const servers: PostgresCluster[] = [];
let home: PostgresCluster;
const another = async (backupOf?: string): Promise<PostgresCluster> => {
  const server = await startPostgresCluster(backupOf === undefined ? {} : { backupOf });
  servers.push(server);
  return server;
};
beforeAll(async () => {
  home = await another();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
});

const opened = async (place: Place): Promise<TestDatabase> => {
  const database = await openPlace(place);
  onTestFinished(() => database.close());
  return database;
};
/** A fresh pair on the home server: billing, which tells, and access, which hears. */
async function aPair(): Promise<{ source: Place; billing: TestDatabase; access: TestDatabase; tenant: string }> {
  const [source, reader] = [placeOn(home.url, BILLING), placeOn(home.url, ACCESS)];
  for (const place of [source, reader]) {
    await execute(home.url, `drop database if exists ${place.domain.name} with (force)`);
    await makeDatabase(place).catch(() =>
      execute(home.url, `create database ${place.domain.name} owner ${place.domain.name}_owner`),
    );
    await migratePlace(place);
  }
  return { source, billing: await opened(source), access: await opened(reader), tenant: newTenantId() };
}
const versions = async (access: TestDatabase, tenant: string): Promise<string> =>
  (await factsOf(access, tenant)).map(({ subject, version }) => `${subject}${version}`).join(' ');
const restored = (place: Place) => beginHistory({ url: place.ownerUrl, domain: place.domain });
const isPresent = async (access: TestDatabase, tenant: string): Promise<boolean> => {
  const { heardAt } = await access.inTenant(tenant, (tx) => readStanding(tx, 'billing'));
  return heardAt !== null && Date.now() - heardAt.getTime() < 2_000;
};

/** Uses up transaction ids, as a year would. */
const age = (server: string): Promise<void> =>
  execute(
    server,
    'create table if not exists years ()',
    'do $$ begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end $$',
  );

describe('a database that was restored from a dump on a new server', () => {
  test('is not opened before somebody has said so, nor read by whoever had it open', async () => {
    const { source, billing, tenant } = await aPair();
    await publish(billing, tenant, 'a', 1);
    const backup = await dump(source);
    const there = placeOn((await another()).url, BILLING);
    await backup.restoreTo(there);
    await expect(openPlace(there)).rejects.toThrow(DatabaseRestored);
    await expect(openPlace(there)).rejects.toThrow('npm run restored -- billing');
    await restored(there);
    await expect(opened(there)).resolves.toBeDefined();
  });

  test('tells a new reader all that it knows, and what happens later after it', async () => {
    const { source, billing, access, tenant } = await aPair();
    await age(home.url);
    for (const version of [1, 2]) await publish(billing, tenant, 'a', version);
    await publish(billing, tenant, 'b', 1);
    const there = placeOn((await another()).url, BILLING);
    await (await dump(source)).restoreTo(there);
    const { renumbered, newestAt } = await restored(there);
    expect([renumbered, newestAt instanceof Date]).toEqual([3, true]);
    const again = await opened(there);
    const { url } = await serve(again);
    const consumer = consume(access, url);
    await consumer.caughtUp();
    expect(await versions(access, tenant)).toBe('a2 b1');
    await publish(again, tenant, 'a', 3);
    await until(async () => (await versions(access, tenant)) === 'a3 b1');
    await until(() => isPresent(access, tenant));
  });

  test('has its old readers start anew: they forget what it does not know, and hear what comes', async () => {
    const { source, billing, access, tenant } = await aPair();
    await age(home.url);
    await publish(billing, tenant, 'a', 1);
    const backup = await dump(source);
    const first = await serve(billing);
    const before = consume(access, first.url);
    await before.caughtUp();
    for (const subject of ['a', 'lost']) await publish(billing, tenant, subject, 7);
    await until(async () => (await versions(access, tenant)) === 'a7 lost7');
    await before.stop();
    const there = placeOn((await another()).url, BILLING);
    await backup.restoreTo(there);
    // The new server has counted further than the old one: every place that the reader knows has passed there.
    for (let year = 0; year < 2; year += 1) await age(there.server);
    await restored(there);
    const again = await opened(there);
    const { url, queries } = await serve(again);
    consume(access, url);
    await until(async () => (await versions(access, tenant)) === 'a1');
    expect(queries.map((query) => query.has('after')).slice(0, 2)).toEqual([true, false]);
    await publish(again, tenant, 'a', 2);
    await until(async () => (await versions(access, tenant)) === 'a2');
  });
});

describe('a database that was put back on its own server', () => {
  test('has its readers start anew, although all places that they know are behind its own', async () => {
    const { source, billing, access, tenant } = await aPair();
    await publish(billing, tenant, 'a', 1);
    const backup = await dump(source);
    const first = await serve(billing);
    const before = consume(access, first.url);
    await before.caughtUp();
    await publish(billing, tenant, 'a', 7);
    await until(async () => (await versions(access, tenant)) === 'a7');
    await before.stop();
    await first.stop();
    await backup.putBack(source);
    await restored(source);
    const again = await opened(source);
    consume(access, (await serve(again)).url);
    await until(async () => (await versions(access, tenant)) === 'a1');
    await publish(again, tenant, 'a', 2);
    await until(async () => (await versions(access, tenant)) === 'a2');
  });

  test('under a running process is silent until somebody says so, and then tells its new history', async () => {
    const { source, billing, access, tenant } = await aPair();
    await publish(billing, tenant, 'a', 1);
    const backup = await dump(source);
    const { url } = await serve(billing);
    await consume(access, url).caughtUp();
    const gateway = await listenTo(url, 'types=txn_token.withdrawn&after=head');
    await publish(billing, tenant, 'a', 7);
    await until(async () => (await versions(access, tenant)) === 'a7');
    await backup.putBack(source);
    await until(() =>
      billing.inTenant(tenant, readPosition).then(
        () => false,
        (error: unknown) => error instanceof DatabaseRestored,
      ),
    );
    const feed = createFeed({ database: billing, domain: 'billing', now: realNow, log: { error: () => undefined } });
    onTestFinished(() => feed.stop());
    await expect(
      feed.open({ types: ['a.b'], after: 'head', feed: null }, new AbortController().signal),
    ).rejects.toThrow(DatabaseRestored);
    expect(await versions(access, tenant)).toBe('a7');
    await restored(source);
    await until(async () => (await versions(access, tenant)) === 'a1');
    await until(() => isPresent(access, tenant));
    expect(gateway.hasEnded()).toBe(true);
  });
});

describe('a reader that was put back to an older point', () => {
  test('hears again what it has forgotten, from where its own cursor is', async () => {
    const { billing, access, tenant } = await aPair();
    const reader = placeOn(home.url, ACCESS);
    await publish(billing, tenant, 'a', 1);
    const { url, queries } = await serve(billing);
    const before = consume(access, url);
    await until(async () => (await versions(access, tenant)) === 'a1');
    const backup = await dump(reader);
    for (const subject of ['a', 'b']) await publish(billing, tenant, subject, 2);
    await until(async () => (await versions(access, tenant)) === 'a2 b2');
    await before.stop();
    await access.close();
    await backup.putBack(reader);
    await restored(reader);
    const again = await opened(reader);
    expect(await versions(again, tenant)).toBe('a1');
    consume(again, url);
    await until(async () => (await versions(again, tenant)) === 'a2 b2');
    expect(queries.map((query) => query.has('after'))).toEqual([false, true]);
  });
});

describe('a server that was recovered from a physical backup', () => {
  test('begins a new history by itself, with its places as they were', async () => {
    const { billing, access, tenant } = await aPair();
    await publish(billing, tenant, 'a', 1);
    const there = await another(home.url);
    const first = await serve(billing);
    const before = consume(access, first.url);
    await before.caughtUp();
    await publish(billing, tenant, 'a', 7);
    await until(async () => (await versions(access, tenant)) === 'a7');
    await before.stop();
    const recovered = await opened(placeOn(there.url, BILLING));
    expect(await historyOf(recovered)).not.toBe(first.history);
    expect((await historyOf(recovered)).split('.')[0]).toBe(first.history.split('.')[0]);
    await age(there.url);
    consume(access, (await serve(recovered)).url);
    await until(async () => (await versions(access, tenant)) === 'a1');
    await publish(recovered, tenant, 'a', 2);
    await until(async () => (await versions(access, tenant)) === 'a2');
  });
});

describe('a consistency token from before a restore', () => {
  test('is never reached: the change that it names may be gone', async () => {
    const { source, billing, access, tenant } = await aPair();
    const backup = await dump(source);
    const place = await billing.inTenant(tenant, readPosition);
    await backup.putBack(source);
    await restored(source);
    const again = await opened(source);
    const { url } = await serve(again);
    await consume(access, url).caughtUp();
    expect(await waitUntilFresh(access, ['billing'], { billing: place })).toBe(false);
    const later = await again.inTenant(tenant, readPosition);
    expect(later.xid > place.xid).toBe(true);
    expect(await waitUntilFresh(access, ['billing'], { billing: later }, { timeoutMs: 5_000 })).toBe(true);
  });
});
