import type { RunningDomain } from '@bailiwick/subgraph-host';
import { describe, expect, test } from 'vitest';
import { createDomainSwitches } from './domain-switches.js';

/** A domain that hears from all those named. */
function aDomain(name: string, hears: () => readonly string[] = () => ['access', 'billing']): RunningDomain {
  return {
    name,
    url: new URL('http://127.0.0.1:4002'),
    publicUrl: null,
    caughtUp: () => Promise.resolve(),
    follows: (source) => hears().includes(source),
    stop: () => Promise.resolve(),
  };
}

describe('the switch of a domain', () => {
  test('starts a stopped domain once, however many ask at the same time', async () => {
    let starts = 0;
    const switches = createDomainSwitches([aDomain('access'), aDomain('billing')], (name) => {
      starts += 1;
      return Promise.resolve(aDomain(name));
    });
    await switches.stopDomain('billing');
    const asked = await Promise.all([1, 2, 3].map(() => switches.startDomain('billing')));
    expect({ asked, starts }).toEqual({ asked: [true, false, false], starts: 1 });
  });

  test('is still off after a start that failed, so that it can be tried again', async () => {
    let problem: Error | null = new Error('Port 4002 is in use.');
    const switches = createDomainSwitches([aDomain('billing')], (name) =>
      problem === null ? Promise.resolve(aDomain(name)) : Promise.reject(problem),
    );
    await switches.stopDomain('billing');
    await expect(switches.startDomain('billing')).rejects.toThrow('in use');
    expect(switches.domains()).toMatchObject([{ running: false }]);
    problem = null;
    expect(await switches.startDomain('billing')).toBe(true);
  });

  test('waits until the others hear from a domain that is back', async () => {
    let heard: readonly string[] = ['access'];
    const hears = () => heard;
    const switches = createDomainSwitches([aDomain('access', hears), aDomain('billing')], (name) =>
      Promise.resolve(aDomain(name)),
    );
    await switches.stopDomain('billing');
    let back = false;
    const started = switches.startDomain('billing').then(() => (back = true));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(back).toBe(false);
    heard = ['access', 'billing'];
    await started;
  });

  test('does not wait for those that are stopped, nor while everything stops', async () => {
    const switches = createDomainSwitches(
      [aDomain('access', () => []), aDomain('billing', () => ['billing'])],
      (name) => Promise.resolve(aDomain(name, () => ['billing'])),
    );
    await switches.stopDomain('access');
    await switches.stopDomain('billing');
    expect(await switches.startDomain('billing')).toBe(true);
    const waiting = switches.startDomain('access');
    await new Promise(setImmediate); // by now it waits for others who will never hear from it
    await switches.stopAll(0);
    expect(await waiting).toBe(true);
  });

  test('names the domains that there are to whoever asks for another', async () => {
    const switches = createDomainSwitches([aDomain('access'), aDomain('billing')], (name) =>
      Promise.resolve(aDomain(name)),
    );
    await expect(switches.stopDomain('shipping')).rejects.toThrow(
      'There is no domain "shipping". There are access and billing.',
    );
  });
});
