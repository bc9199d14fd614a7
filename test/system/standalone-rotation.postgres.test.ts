import { setTimeout as delay } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../harness/platform.js';
import { npmRun, ran } from './standalone/child.js';
import { change } from './standalone/ask.js';
import { prepareMachine, SLUG, type PreparedMachine, type PreparedTenant } from './standalone/journey.js';
import { openWithTenant, type Production } from './standalone/production.js';

let production: Production & { readonly tenant: PreparedTenant };
let machine: PreparedMachine;
beforeAll(async () => {
  production = await openWithTenant();
  machine = await prepareMachine(production.ask, production.owner, production.tenant);
});
afterAll(() => production.site.remove());

const QUERY = '{ tenant { name billingReadiness { ready } } accessState { canAccess } }';
const failed = ({ status, errors }: Answer): boolean => status !== 200 || errors.length > 0;

test('a rotation so quick that tokens under way would be refused does not begin', async () => {
  const { keys } = production.site;
  const before = readFileSync(join(keys, 'identity.json'), 'utf8');
  for (const times of [
    ['--lead', '2'],
    ['--overlap', '34'],
    ['--lead', '3', '--overlap', '5'],
  ]) {
    const child = npmRun({ script: 'keys', args: ['rotate', '--dir', keys, ...times] });
    expect([await child.ended, child.said()]).toEqual([2, expect.stringContaining('Nothing was rotated.')]);
  }
  expect(readFileSync(join(keys, 'identity.json'), 'utf8')).toBe(before);
});

test('rotating every key while requests run fails no request', async () => {
  const { ask, owner, site } = production;
  const failures: string[] = [];
  let asked = 0;
  let over = false;
  const startedAt = Date.now();
  const note = (problem: string): void =>
    void failures.push(`after ${((Date.now() - startedAt) / 1000).toFixed(1)} s: ${problem}`);
  const people = async (): Promise<void> => {
    for (; !over; asked += 1) {
      const answer = await ask({
        query: QUERY,
        token: asked % 3 === 0 ? await site.issuer.tokenOf('zoe') : owner,
        tenant: SLUG,
      });
      if (failed(answer)) note(`${answer.status} ${answer.text}`);
      await delay(40);
    }
  };
  const machines = async (): Promise<void> => {
    for (; !over; asked += 1) {
      const answer = await ask({ query: QUERY, token: machine.key });
      if (failed(answer)) note(`${answer.status} ${answer.text}`);
      await delay(40);
    }
  };
  const writing = async (): Promise<void> => {
    for (let count = 0; !over; count += 1) {
      const input = {
        name: `rotation-${count}`,
        kind: 'ON_PREM',
        environment: 'live',
        attestors: [],
        networks: ['10.0.0.0/8'],
      };
      await change(ask, { name: 'registerRuntime', input, fields: 'runtime { id }', token: owner, tenant: SLUG }).catch(
        (error: unknown) => note(String(error)),
      );
      await delay(150);
    }
  };
  const work = Promise.all([people(), machines(), writing()]);
  await delay(1_000);
  await ran({ script: 'keys', args: ['rotate', '--dir', site.keys, '--lead', '3', '--overlap', '35'] });
  await delay(42_000);
  over = true;
  await work;
  expect(failures.slice(0, 5)).toEqual([]);
  expect(asked).toBeGreaterThan(100);
}, 90_000);
