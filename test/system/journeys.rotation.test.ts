import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANSWERED, startConsumers, type Consumer } from '../harness/consumers.js';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { done } from '../harness/tenants.js';
import { turnedClock, until } from '../harness/time.js';

const ANA = 'ana@acme.example';
/** The key that the demo gave to `crm-bridge`. */
const [KEY_ID, MACHINE] = ['d0000000-0000-4000-8000-000000000002', 'crm-bridge'];
const CONSUMERS = 20;
/** Longer than a gateway keeps a token, and than the quiet that a rotation waits for. */
const MINUTE_MS = 60_000;

const clock = turnedClock();
let platform: TestPlatform;
let consumers: readonly Consumer[] = [];
beforeAll(async () => {
  platform = await startTestPlatform({ now: clock.now });
});
afterAll(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await platform.remove();
});

interface Progress {
  readonly state: string;
  readonly rotation: {
    readonly current: {
      readonly state: string;
      readonly drainedPercent: number;
      readonly laggards: readonly { readonly address: string }[];
    } | null;
  };
  readonly versions: readonly {
    readonly number: number;
    readonly consumers: readonly { readonly address: string }[];
  }[];
}

const progress = async (): Promise<Progress> => {
  const { data } = await platform.ask({ ...operation('RotationProgress'), variables: { id: KEY_ID }, as: ANA });
  return data?.['credential'] as Progress; // as the operation asks
};
const current = async () => (await progress()).rotation.current;
const addressesOf = (found: readonly { readonly address: string }[]) => found.map(({ address }) => address).sort();
const failures = () =>
  consumers.flatMap(({ address, answers }) =>
    [...answers].filter(([answer]) => answer !== ANSWERED).map((each) => [address, ...each]),
  );

describe('a key with twenty consumers, all of them calling', () => {
  let newKey = '';

  test('is known to be used from each of them', async () => {
    consumers = startConsumers(platform.gateway, platform.keyOf(MACHINE), CONSUMERS);
    const { value } = await until(progress, ({ versions }) => versions[0]?.consumers.length === CONSUMERS, {
      withinMs: 30_000,
    });
    expect(addressesOf(value.versions[0]?.consumers ?? [])).toEqual(addressesOf(consumers));
  });

  test('gets a successor beside it, and names all twenty as laggards', async () => {
    const input = { credentialId: KEY_ID, overlapHours: 24, idempotencyKey: randomUUID() };
    const begun = done(
      await platform.ask({ ...operation('BeginRotation'), variables: { input }, as: ANA }),
      'beginRotation',
    );
    newKey = begun['secret'];
    expect(begun['rotation']).toMatchObject({ state: 'OVERLAP', drainedPercent: 0, fromVersion: 1, toVersion: 2 });
    expect(addressesOf(begun['rotation'].laggards)).toEqual(addressesOf(consumers));
  });

  test('sees them move one by one, and says each time who is left', async () => {
    for (const [moved, consumer] of consumers.entries()) {
      consumer.use(newKey);
      await consumer.called();
      const left = consumers.slice(moved + 1);
      const { value } = await until(current, (rotation) => rotation?.laggards.length === left.length);
      expect(addressesOf(value?.laggards ?? [])).toEqual(addressesOf(left));
      expect(value?.drainedPercent).toBe(Math.floor((100 * (moved + 1)) / CONSUMERS));
    }
  }, 120_000);

  test('completes by itself when the old one was quiet for longer than a token lives: from then on it opens nothing', async () => {
    expect(await current()).toMatchObject({ state: expect.stringMatching(/OVERLAP|DRAINED/) as string, laggards: [] });
    clock.advance(MINUTE_MS);
    const { value } = await until(current, (rotation) => rotation?.state === 'COMPLETED');
    expect(value).toMatchObject({ drainedPercent: 100 });
    const old = await until(
      () => platform.ask({ query: '{ viewer { authenticatedBy } }', as: MACHINE }),
      ({ status }) => status !== 200,
    );
    expect(old.value.status).toBe(401);
  });

  test('was answered every time', async () => {
    await Promise.all(consumers.map((consumer) => consumer.called()));
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    expect(failures()).toEqual([]);
    const answered = consumers.map(({ answers }) => answers.get(ANSWERED) ?? 0);
    expect(Math.min(...answered)).toBeGreaterThan(5);
  });
});
