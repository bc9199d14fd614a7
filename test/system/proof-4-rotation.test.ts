import { setTimeout as delay } from 'node:timers/promises';
import { keyDirectory } from '@bailiwick/cli';
import { rotateKeys } from '@bailiwick/keys';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partsOf, signingKeyOf } from '../harness/forged-tokens.js';
import { startTestPlatform, type Answer, type TestPlatform } from '../harness/platform.js';
import { genuineToken, secretOf, send, signedHop } from '../harness/workloads.js';

/** Longer than a verifier waits between two looks at a key set (30 s) and a service between two at its file (2 s). */
const LEAD_SECONDS = 33;
/** Longer than anything signed just before the lead ends: a Txn-Token with its skew. */
const OVERLAP_SECONDS = 36;
const TIMEOUT = (LEAD_SECONDS + OVERLAP_SECONDS + 60) * 1000;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

/** People and machines, from the cache and freshly exchanged, all four domains, and a write now and then. */
const ROUNDS = [
  () =>
    platform.ask({
      as: 'ana@acme.example',
      tenant: 'acme',
      query:
        '{ viewer { tenant { name } } accessState { canAccess } billingAccount { id } machineIdentities { totalCount } }',
    }),
  () =>
    platform.ask({
      as: 'invoice-sync',
      query: '{ tenant { name billingReadiness { ready } } accessState { canAccess } }',
    }),
  async () =>
    platform.ask({
      as: `Bearer ${await platform.tokenOf('gus@globex.example')}`,
      query: '{ tenant { slug } settingsNavigation { sections { id } } }',
    }),
  () =>
    platform.ask({
      as: 'ana@acme.example',
      tenant: 'acme',
      query:
        'mutation ($name: String!, $key: ID!) { registerRuntime(input: { name: $name, kind: ON_PREM, environment: "live", attestors: [], networks: ["10.0.0.0/8"], idempotencyKey: $key }) { runtime { id } errors { code message } } }',
      variables: { name: `runtime ${Date.now()}`, key: `rotation-${Date.now()}` },
    }),
];

const hasFailed = ({ status, errors, data }: Answer): boolean =>
  status !== 200 || errors.length > 0 || data === undefined || /"errors":\[\{/.test(JSON.stringify(data));

describe('a rotation of all keys while requests run', () => {
  test(
    'fails no request, puts the new keys to use, and ends with the old ones refused',
    async () => {
      const before = {
        token: await genuineToken(platform, 'ana@acme.example', 'acme'),
        secret: secretOf(platform, 'gateway', 'access'),
      };
      const signer = signingKeyOf(platform, 'identity');
      expect((await Promise.all(ROUNDS.map((round) => round()))).filter(hasFailed).map(({ text }) => text)).toEqual([]);
      const rotatedAt = Date.now();
      const outcome = rotateKeys(keyDirectory(platform.dataDir), {
        now: new Date(),
        leadSeconds: LEAD_SECONDS,
        overlapSeconds: OVERLAP_SECONDS,
      });
      expect(outcome).toBe('rotated');
      const seconds = (): number => (Date.now() - rotatedAt) / 1000;

      const failed: string[] = [];
      let asked = 0;
      while (seconds() < LEAD_SECONDS + OVERLAP_SECONDS + 3) {
        const answers = await Promise.all(ROUNDS.map((round) => round()));
        asked += answers.length;
        failed.push(
          ...answers.filter(hasFailed).map(({ status, text }) => `after ${seconds().toFixed(1)} s: ${status} ${text}`),
        );
        await delay(300);
      }
      expect(failed).toEqual([]);
      expect(asked).toBeGreaterThan(100);

      const token = await genuineToken(platform, 'ana@acme.example', 'acme');
      expect(partsOf(token).header['kid']).not.toBe(partsOf(before.token).header['kid']);
      expect((await send(signedHop(platform, { receiver: 'access', token }))).status).toBe(200);
      if (before.secret === null) throw new Error('The gateway had no secret for access.');
      expect((await send(signedHop(platform, { receiver: 'access', token }, { secret: before.secret }))).status).toBe(
        401,
      );
      expect(signingKeyOf(platform, 'identity').kid).not.toBe(signer.kid);
    },
    TIMEOUT,
  );
});
