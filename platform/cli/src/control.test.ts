import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLog } from '@bailiwick/config';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listDomains, switchDomain } from './control-client.js';
import { findControlSocket } from './control-socket.js';
import { openControl, type Control } from './control.js';
import { DomainUnknown, type DomainSwitches } from './domain-switches.js';

const log = createLog('test', 'fatal');
let folder: string;
let control: Control | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-control-'));
  control = null;
});
afterEach(async () => {
  await control?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One domain, billing, which runs; starting it fails as when its port was taken meanwhile. */
function aSwitch(): DomainSwitches {
  let running = true;
  const known = (name: string): void => {
    if (name !== 'billing') throw new DomainUnknown(`There is no domain "${name}".`);
  };
  return {
    domains: () => [{ name: 'billing', running, url: new URL('http://127.0.0.1:4002') }],
    stopDomain: async (name) => {
      known(name);
      const before = running;
      running = false;
      return Promise.resolve(before);
    },
    startDomain: () => Promise.reject(new Error('Port 4002 is in use.')),
  };
}

describe('the control of a running platform', () => {
  test('says which domains run, stops one, and says when it was stopped before', async () => {
    control = await openControl(folder, aSwitch(), log);
    expect(await listDomains(folder)).toMatchObject([{ name: 'billing', running: true }]);
    expect(await switchDomain(folder, 'stop', 'billing')).toBe(true);
    expect(await switchDomain(folder, 'stop', 'billing')).toBe(false);
    expect(await listDomains(folder)).toMatchObject([{ name: 'billing', running: false }]);
  });

  test('tells what was misunderstood from what could not be done', async () => {
    control = await openControl(folder, aSwitch(), log);
    for (const name of ['shipping', '../billing', ''])
      await expect(switchDomain(folder, 'stop', name)).rejects.toMatchObject({ misunderstood: true });
    await expect(switchDomain(folder, 'start', 'billing')).rejects.toMatchObject({
      misunderstood: false,
      message: expect.stringContaining('Port 4002 is in use.') as string,
    });
  });

  test('can be reached by its owner alone', async () => {
    control = await openControl(folder, aSwitch(), log);
    const socket = findControlSocket(folder);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  });

  test('works below a path that is too long for a socket, and leaves nothing of it behind', async () => {
    const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(deep, { recursive: true });
    control = await openControl(deep, aSwitch(), log);
    expect(await listDomains(deep)).toHaveLength(1);
    const socket = findControlSocket(deep);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
    await control.close();
    control = null;
    expect(existsSync(dirname(socket))).toBe(false);
    await expect(listDomains(deep)).rejects.toThrow(/No platform is running/);
  });

  test('takes the place of one whose platform was killed', async () => {
    mkdirSync(join(folder, 'control'));
    const dead = createServer().listen(join(folder, 'control', 'control.sock'));
    await once(dead, 'listening');
    control = await openControl(folder, aSwitch(), log);
    expect(await listDomains(folder)).toHaveLength(1);
    dead.close();
  });
});

describe('without a running platform', () => {
  test.each([
    ['whose data is not there', () => undefined],
    [
      'that left its socket behind',
      () => {
        mkdirSync(join(folder, 'control'));
        writeFileSync(join(folder, 'control', 'control.sock'), '');
      },
    ],
  ])('%s a command says so, and what to do', async (_, prepare) => {
    prepare();
    await expect(listDomains(folder)).rejects.toThrow(/No platform is running on .*npm start/);
  });
});
