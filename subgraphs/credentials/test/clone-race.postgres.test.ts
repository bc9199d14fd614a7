import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepInstance, lockInstanceOfKey } from '../src/store/runtime-instance.js';
import { openWorkloads, pod, type Workloads } from './workloads.js';

const TOGETHER = 6;

let cluster: Workloads;
beforeAll(async () => {
  cluster = await openWorkloads();
});
afterAll(() => {
  cluster.close();
});

const together = async (uids: readonly string[], key: Parameters<Workloads['present']>[1]) =>
  (await Promise.all(uids.map((uid) => cluster.present(pod(uid), key)))).map(({ status }) => status);
const processesOf = (id: string) =>
  cluster.world.database.inTenant(cluster.world.tenantId, (tx) =>
    tx.selectFrom('runtime_process').selectAll().where('instance_id', '=', id).orderBy('generation').execute(),
  );

describe('processes that come with one key at the same time', () => {
  test('are each a generation of their own, whichever was first', async () => {
    const key = await cluster.newKey();
    const uids = Array.from({ length: TOGETHER }, (_, index) => `pod-${index}`);
    expect(await together(uids, key)).toEqual(uids.map(() => 200));
    const instance = await cluster.instanceOf(key);
    expect(instance).toMatchObject({ generation: TOGETHER, locked: false });
    const generations = (await processesOf(instance?.id ?? '')).map(({ generation }) => generation);
    expect(generations).toEqual(uids.map((_, index) => index + 1));
  });

  test('are found out together once, and after that the key is locked', async () => {
    const key = await cluster.newKey();
    for (const uid of ['old', 'new']) await cluster.present(pod(uid), key);
    const before = (await cluster.denials()).length;
    const uids = Array.from({ length: TOGETHER }, () => 'old');
    expect(await together(uids, key)).toEqual(uids.map(() => 401));
    const denials = (await cluster.denials()).slice(before).toSorted();
    const locked = uids.slice(1).map(() => 'credentials.runtime_locked');
    expect(denials).toEqual(['credentials.clone_suspected', ...locked]);
  });

  test('are one after the other: the earlier is before the later, or suspected', async () => {
    for (let round = 0; round < 8; round += 1) {
      const key = await cluster.newKey();
      await cluster.present(pod('old'), key);
      const [old, fresh] = await together(['old', 'new'], key);
      const isFirst = old === 200;
      expect(fresh).toBe(200);
      expect(await cluster.instanceOf(key)).toMatchObject({ generation: 2, locked: !isFirst });
    }
  });

  test('are looked at again by whoever found the key with nobody, and then comes after a later one', async () => {
    const { world, runtime } = cluster;
    const [thumbprint, now] = [randomUUID(), new Date()];
    const named = (process: string) => ({ issuer: 'https://k8s.example', process });
    const inTenant = world.database.inTenant.bind(world.database, world.tenantId);
    const keep = (process: string) => inTenant((tx) => keepInstance(tx, runtime, thumbprint, named(process), now));
    const [looked, others] = [gate(), gate()];
    const late = inTenant(async (tx) => {
      expect(await lockInstanceOfKey(tx, thumbprint, [runtime], named('old'))).toBeNull();
      looked.open();
      await others.passed;
      return keepInstance(tx, runtime, thumbprint, named('old'), now);
    });
    await looked.passed;
    expect([await keep('old'), await keep('new')]).toEqual([true, true]);
    others.open();
    expect(await late).toBe(false);
  });
});

/** What one transaction waits for until the other says so. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  const opened = { open: (): void => undefined };
  const passed = new Promise<void>((resolve) => (opened.open = resolve));
  return {
    open: () => {
      opened.open();
    },
    passed,
  };
}
