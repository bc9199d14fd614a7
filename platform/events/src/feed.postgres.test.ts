import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  BILLING,
  BY_THE_CLOCK,
  listenTo,
  newTenantId,
  publish,
  serve,
  until,
  type TestDatabase,
} from '../test/builders.js';
import { holdOpen, openReplicas } from '../test/replicas.js';
import { emit } from './index.js';
import { parsePosition } from './position.js';

let replicas: readonly TestDatabase[];
let billing: TestDatabase;
beforeAll(async () => {
  replicas = await openReplicas(BILLING, 2);
  const [first] = replicas;
  if (first === undefined) throw new Error('no replica');
  billing = first;
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
});

const aType = (): string => `billing.readiness_${newTenantId().slice(0, 8)}.changed`;
const some = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * ms));

describe('a transaction that began earlier and commits later', () => {
  test('is not skipped: what came after it waits for it', BY_THE_CLOCK, async () => {
    const [tenant, type] = [newTenantId(), aType()];
    const { url } = await serve(billing);
    const reader = await listenTo(url, `types=${type}&after=head`);
    const commit = await holdOpen(billing, tenant, (tx) => emit(tx, { type, subject: 'early', data: {} }));
    await publish(billing, tenant, 'late', 1, type);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(reader.subjects()).toEqual([]);
    await commit();
    await until(() => reader.events().length === 2, 1_000);
    expect(reader.subjects()).toEqual(['early', 'late']);
  });

  test(
    'keeps a reader from believing that it has heard the present, while it holds something back',
    BY_THE_CLOCK,
    async () => {
      const [tenant, type] = [newTenantId(), aType()];
      const { url } = await serve(billing);
      const reader = await listenTo(url, `types=${type}&after=head`);
      const lastIsBehind = () =>
        reader.lines.flatMap((line) => (line.kind === 'heartbeat' ? [line.behind] : [])).at(-1);
      const commit = await holdOpen(billing, tenant, (tx) => emit(tx, { type, subject: 'early', data: {} }));
      await new Promise((resolve) => setTimeout(resolve, 1_300));
      expect(lastIsBehind()).toBe(false);
      await publish(billing, tenant, 'late', 1, type);
      await until(() => lastIsBehind() === true, 2_000);
      expect(reader.subjects()).toEqual([]);
      await commit();
      await until(() => reader.events().length === 2 && lastIsBehind() === false, 1_000);
    },
  );

  test('comes after a snapshot that was taken while it was open', BY_THE_CLOCK, async () => {
    const [tenant, type] = [newTenantId(), aType()];
    await publish(billing, tenant, 's', 1, type);
    const commit = await holdOpen(billing, tenant, (tx) => emit(tx, { type, subject: 's', data: { version: 2 } }));
    const { url } = await serve(billing);
    const reader = await listenTo(url, `types=${type}`);
    await until(() => reader.lines.some(({ kind }) => kind === 'snapshot_complete'));
    await commit();
    await until(() => reader.events().length === 2, 1_000);
    expect(reader.events().map(({ data }) => (data as { version: number }).version)).toEqual([1, 2]);
  });

  test('is a subject’s newest in the snapshot when it wrote last, though its transaction is the older', async () => {
    const [tenant, type] = [newTenantId(), aType()];
    let second = (): Promise<void> => Promise.resolve();
    const commit = await holdOpen(billing, tenant, async (tx) => {
      await emit(tx, { type, subject: 'other', data: { version: 1 } });
      second = () => emit(tx, { type, subject: 's', data: { version: 2 } });
    });
    await publish(billing, tenant, 's', 1, type);
    await second();
    await commit();
    const { url } = await serve(billing);
    const reader = await listenTo(url, `types=${type}`);
    await until(() => reader.lines.some(({ kind }) => kind === 'snapshot_complete'));
    expect(reader.events().map(({ subject, data }) => [subject, (data as { version: number }).version])).toEqual([
      ['other', 1],
      ['s', 2],
    ]);
  });
});

describe('many transactions at once, of several replicas', () => {
  test('are all delivered, once and in order, also to a reader that breaks off again and again', async () => {
    const type = aType();
    const feeds = await Promise.all(replicas.map((replica) => serve(replica)));
    const steady = await listenTo(feeds[0]?.url ?? new URL('http://none'), `types=${type}&after=head`);
    await until(() => steady.lines.length > 0);
    const [beginning] = steady.lines.flatMap((line) => (line.kind === 'heartbeat' ? [line] : []));
    const history = String(beginning?.feed);
    const collected: string[] = [];
    let isOver = false;
    onTestFinished(() => void (isOver = true));
    const isDone = (): boolean => isOver;
    const restless = (async () => {
      let after = beginning?.position;
      for (let round = 0; !isDone(); round += 1) {
        const place = `after=${after}&feed=${history}`;
        const reader = await listenTo(feeds[round % 2]?.url ?? new URL('http://none'), `types=${type}&${place}`);
        await some(60);
        reader.close();
        collected.push(...reader.subjects());
        after = reader.events().at(-1)?.sequence ?? after;
      }
    })();
    const writes = Array.from({ length: 300 }, async (_, index) => {
      await some(3_000);
      await replicas[index % 2]
        ?.inTenant(newTenantId(), async (tx) => {
          if (index % 3 === 0) await some(30);
          await emit(tx, { type, subject: `s${index}`, data: {} });
          await some(index % 10 === 0 ? 400 : 20);
          if (index % 7 === 0) throw new Error('rolled back');
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== 'rolled back') throw error;
        });
    });
    await Promise.all(writes);
    const expected = Array.from({ length: 300 }, (_, index) => index)
      .filter((index) => index % 7 !== 0)
      .map((index) => `s${index}`);
    await until(() => steady.events().length >= expected.length && collected.length >= expected.length);
    isOver = true;
    await restless;
    expect([...steady.subjects()].sort()).toEqual([...expected].sort());
    expect(collected).toEqual(steady.subjects());
    const xids = steady.events().map(({ sequence }) => parsePosition(sequence)?.xid ?? 0n);
    expect(xids.every((xid, index) => index === 0 || xid >= (xids[index - 1] ?? 0n))).toBe(true);
  });
});
