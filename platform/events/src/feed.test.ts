import type { FeedHeartbeat } from '@bailiwick/feed-reader';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BY_THE_CLOCK,
  ENTITLEMENTS,
  listenTo,
  newTenantId,
  openBilling,
  publish,
  READINESS,
  serve,
  until,
  type Listener,
  type TestDatabase,
} from '../test/builders.js';
import { emitWithdrawal, readPosition } from './index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openBilling();
});

const heartbeats = (reader: Listener): readonly FeedHeartbeat[] =>
  reader.lines.filter((line) => line.kind === 'heartbeat');
const isComplete = (reader: Listener): boolean => reader.lines.some((line) => line.kind === 'snapshot_complete');
/** A type of one's own keeps the tests of one outbox apart. */
const aType = (): string => `billing.readiness_${newTenantId().slice(0, 8)}.changed`;

describe('a feed', () => {
  test('starts with the newest event of every subject, in feed order, and goes on with what is new', async () => {
    const [one, other, type] = [newTenantId(), newTenantId(), aType()];
    for (const [tenant, version] of [
      [one, 1],
      [other, 1],
      [one, 2],
    ] as const)
      await publish(database, tenant, 's', version, type);
    await publish(database, one, 'of another type', 1, ENTITLEMENTS);
    const { url } = await serve(database);
    const reader = await listenTo(url, `types=${type}`);
    await until(() => isComplete(reader));
    expect(reader.events().map(({ tenantid, data }) => [tenantid, data])).toEqual([
      [other, { version: 1 }],
      [one, { version: 2 }],
    ]);
    await publish(database, other, 's', 2, type);
    await until(() => reader.events().length === 3);
    expect(reader.lines.map(({ kind }) => kind).filter((kind) => kind !== 'heartbeat')).toEqual([
      'event',
      'event',
      'snapshot_complete',
      'event',
    ]);
  });

  test('describes an event as CloudEvents do', async () => {
    const [tenant, type] = [newTenantId(), aType()];
    const { url } = await serve(database);
    const reader = await listenTo(url, `types=${type}&after=head`);
    await publish(database, tenant, 's', 7, type);
    await until(() => reader.events().length === 1);
    const [event] = reader.events();
    expect(event).toMatchObject({
      specversion: '1.0',
      source: 'urn:bailiwick:billing',
      type,
      subject: 's',
      tenantid: tenant,
      requestid: null,
      data: { version: 7 },
    });
    expect(event?.sequence).toMatch(new RegExp(`^\\d+\\.${event?.id}$`));
    expect(Math.abs(Date.now() - Date.parse(event?.time ?? ''))).toBeLessThan(10_000);
  });

  test('continues after the position of a heartbeat or an event, without a gap and without a repeat', async () => {
    const [tenant, type] = [newTenantId(), aType()];
    const { url, history } = await serve(database);
    const first = await listenTo(url, `types=${type}&after=head`);
    for (const subject of ['a', 'b', 'c']) await publish(database, tenant, subject, 1, type);
    await until(() => first.events().length === 3);
    const afterB = await listenTo(url, `types=${type}&after=${first.events()[1]?.sequence}&feed=${history}`);
    const afterAll = await listenTo(url, `types=${type}&after=${heartbeats(first).at(-1)?.position}&feed=${history}`);
    await publish(database, tenant, 'd', 1, type);
    await until(() => afterB.events().length === 2 && afterAll.events().length === 1);
    expect([afterB.subjects(), afterAll.subjects()]).toEqual([['c', 'd'], ['d']]);
  });

  test('can be continued from where a snapshot ended while nothing else happened', async () => {
    const { url, history } = await serve(database);
    const reader = await listenTo(url, `types=${aType()}`);
    await until(() => heartbeats(reader).length > 0);
    const there = `types=${READINESS}&after=${heartbeats(reader)[0]?.position}&feed=${history}`;
    await expect(listenTo(url, there)).resolves.toBeDefined();
  });

  test('keeps withdrawals out of a snapshot and delivers new ones', async () => {
    const tenant = newTenantId();
    await database.inTenant(tenant, (tx) => emitWithdrawal(tx, { tenant }));
    const { url } = await serve(database);
    const reader = await listenTo(url, 'types=txn_token.withdrawn');
    await until(() => isComplete(reader));
    expect(reader.events()).toEqual([]);
    await database.inTenant(tenant, (tx) => emitWithdrawal(tx, { sub: 'person:ana' }));
    await until(() => reader.events().length === 1);
  });

  test('reads a large outbox in batches, and reaches the present', async () => {
    const [tenant, type] = [newTenantId(), aType()];
    for (let count = 0; count < 25; count += 1) await publish(database, tenant, `s${count % 10}`, count, type);
    const { url, history } = await serve(database, { batchSize: 4 });
    const [snapshot, all] = await Promise.all([
      listenTo(url, `types=${type}`),
      listenTo(url, `types=${type}&after=0.0&feed=${history}`),
    ]);
    await until(() => isComplete(snapshot) && heartbeats(all).at(-1)?.behind === false);
    expect(snapshot.events().map(({ data }) => (data as { version: number }).version)).toEqual([
      15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    ]);
    expect(all.events().map(({ data }) => (data as { version: number }).version)).toEqual(
      Array.from({ length: 25 }, (_, index) => index),
    );
    expect(heartbeats(all).some(({ behind }) => behind)).toBe(true);
  });

  test('wakes on a commit, without waiting for its next look', BY_THE_CLOCK, async () => {
    const [tenant, type] = [newTenantId(), aType()];
    const { url } = await serve(database, { pollMs: 60_000 });
    const reader = await listenTo(url, `types=${type}&after=head`);
    await until(() => heartbeats(reader).length > 0);
    await publish(database, tenant, 's', 1, type);
    await until(() => reader.events().length === 1, 1_000);
  });

  test('serves many readers with one look at the outbox', async () => {
    const { url } = await serve(database);
    const readers = await Promise.all(Array.from({ length: 10 }, () => listenTo(url, `types=${READINESS}&after=head`)));
    await until(() => readers.every((reader) => heartbeats(reader).length > 1));
    const before = database.statements.count;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(database.statements.count - before).toBeLessThanOrEqual(6);
  });

  test('asks nothing of the database while nobody reads', async () => {
    const { url } = await serve(database);
    const reader = await listenTo(url, `types=${READINESS}&after=head`);
    await until(() => heartbeats(reader).length > 0);
    reader.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = database.statements.count;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(database.statements.count - before).toBe(0);
  });

  test('begins at the present again after a time without readers', async () => {
    const [tenant, type] = [newTenantId(), aType()];
    const { url, history } = await serve(database);
    const early = await listenTo(url, `types=${type}&after=head`);
    await until(() => heartbeats(early).length > 0);
    const from = heartbeats(early).at(-1)?.position;
    early.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await publish(database, tenant, 'meanwhile', 1, type);
    const [fromHead, fromThere] = [
      await listenTo(url, `types=${type}&after=head`),
      await listenTo(url, `types=${type}&after=${from}&feed=${history}`),
    ];
    await publish(database, tenant, 'later', 1, type);
    await until(() => fromHead.events().length === 1 && fromThere.events().length === 2);
    expect([fromHead.subjects(), fromThere.subjects()]).toEqual([['later'], ['meanwhile', 'later']]);
  });
});

describe('a heartbeat', () => {
  test('comes at least every 250 ms, also when nothing happens', async () => {
    const { url } = await serve(database);
    const reader = await listenTo(url, `types=${READINESS}&after=head`);
    await until(() => heartbeats(reader).length > 0);
    const before = heartbeats(reader).length;
    await new Promise((resolve) => setTimeout(resolve, 1_250));
    expect(heartbeats(reader).length - before).toBeGreaterThanOrEqual(4);
  });

  test('has a watermark past a commit soon after it, also of one that published nothing', BY_THE_CLOCK, async () => {
    const { url } = await serve(database, { pollMs: 60_000 });
    const reader = await listenTo(url, `types=${READINESS}&after=head`);
    await until(() => heartbeats(reader).length > 0);
    const { xid } = await database.inTenant(newTenantId(), (tx) => readPosition(tx));
    await until(() => (heartbeats(reader).at(-1)?.watermark ?? 0n) > xid, 250);
  });

  test('is not sent while the outbox cannot be read', BY_THE_CLOCK, async () => {
    let isDown = false;
    const inSystem: TestDatabase['inSystem'] = (name, work) =>
      isDown ? Promise.reject(new Error('down')) : database.inSystem(name, work);
    const failing: TestDatabase = {
      ...database,
      domain: 'billing',
      inSystem,
      onCommit: (listener) => database.onCommit(listener),
    };
    const { url } = await serve(failing);
    const reader = await listenTo(url, `types=${READINESS}&after=head`);
    await until(() => heartbeats(reader).length > 0);
    isDown = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = heartbeats(reader).length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(heartbeats(reader).length).toBe(before);
    isDown = false;
    await until(() => heartbeats(reader).length > before, 1_000);
  });
});

describe('a position', () => {
  test.each([
    ['ahead of the feed', (history: string) => `after=9000000000.1&feed=${history}`],
    ['of another history', () => 'after=3.1&feed=00000000-0000-4000-8000-000000000001.00000001'],
    ['of this history on another timeline', (history: string) => `after=3.1&feed=${history.replace(/1$/, '2')}`],
    ['of nobody knows which history', () => 'after=3.1'],
  ])('%s is answered with 410', async (_, place) => {
    const { url, history } = await serve(database);
    const response = await fetch(new URL(`/events?types=${READINESS}&${place(history)}`, url));
    expect([response.status, await response.json()]).toMatchObject([410, { error: 'position_unknown' }]);
  });
});

describe('stopping a feed', () => {
  test('ends its streams cleanly', BY_THE_CLOCK, async () => {
    const { url, feed } = await serve(database);
    const reader = await listenTo(url, `types=${READINESS}&after=head`);
    await until(() => heartbeats(reader).length > 0);
    await feed.stop();
    await until(() => reader.hasEnded(), 1_000);
  });
});
