import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import { DOMAIN_NAMES } from '@bailiwick/cli';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Command, isStackTrace, run, type Ended } from '../harness/commands.js';

// An address of its own, so that a platform that a developer has running on 127.0.0.1 is no obstacle. macOS has only that one.
const HOST =
  process.platform === 'linux' ? `127.${randomInt(2, 250)}.${randomInt(2, 250)}.${randomInt(2, 250)}` : '127.0.0.1';
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-start-'));
const data = join(folder, 'data');
const REGISTER = `mutation ($name: String!, $key: ID!) {
  registerRuntime(
    input: { name: $name, kind: ON_PREM, environment: "live", attestors: [], networks: ["10.0.0.0/8"], idempotencyKey: $key }
  ) { runtime { id } errors { code message } }
}`;

let platform: Command | null = null;
afterAll(async () => {
  await platform?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the platform on `data`, and remembers it so that nothing is left behind. */
async function start(): Promise<{ readonly seconds: number; readonly command: Command }> {
  const command = new Command('start', ['--data', data, '--host', HOST]);
  platform = command;
  return { seconds: await command.says('Stop with Ctrl-C.'), command };
}

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const token = await run('token', ['ana@acme.example', '--data', data]);
  const response = await fetch(`http://${HOST}:4000/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token.stdout.trim()}`, 'x-tenant': 'acme' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

const runtimes = () => ask('{ runtimes(first: 100) { edges { node { name } } } }');
const register = (name: string) => ask(REGISTER, { name, key: name });
const named = (name: string): string => `"name":"${name}"`;

function expectRefusal({ code, stdout, stderr }: Ended, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect({ code, isStackTrace: isStackTrace(stdout + stderr) }).toEqual({ code: 1, isStackTrace: false });
}

describe('npm start', () => {
  test('on an empty folder shows its progress, says where things are, and answers', async () => {
    const { seconds, command } = await start();
    for (const step of [
      'Opening the embedded database',
      `Starting ${new Intl.ListFormat('en-GB').format(DOMAIN_NAMES)}`,
      'Starting the gateway',
    ])
      expect(command.stdout).toMatch(new RegExp(`${step} … \\d+\\.\\d s`));
    for (const said of [`http://${HOST}:4000/graphql`, 'ana@acme.example', 'demo-credentials.json', 'npm run -s token'])
      expect(command.stdout).toContain(said);
    expect(await ask('{ tenant { slug } accessState { canAccess } }')).toEqual({
      data: { tenant: { slug: 'acme' }, accessState: { canAccess: true } },
    });
    expect(command.stderr).toBe('');
    measured(`first start ${seconds.toFixed(1)} s, ${String(command.residentMegabytes())} MB after the first answer`);
  });

  test('keeps what is secret to its owner', () => {
    const modes = [
      'demo-credentials.json',
      'development-issuer.json',
      ...readdirSync(join(data, 'keys')).map((name) => `keys/${name}`),
    ].map((name) => statSync(join(data, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(platform?.stdout).not.toMatch(/bwk_live_/);
  });

  test('refuses a second start on the same data, and the first goes on', async () => {
    const second = await run('start', ['--data', data, '--host', HOST, '--port', '4999']);
    expectRefusal(second, /in use|already|another/i);
    expect(second.stderr).toContain(data);
    expect(await ask('{ tenant { slug } }')).toEqual({ data: { tenant: { slug: 'acme' } } });
  });

  test.each([
    ['of the gateway', []],
    ['of a domain', ['--port', '3999']],
  ])('refuses a port %s that is in use, and keeps nothing locked', async (_, args) => {
    const other = join(folder, 'other');
    expectRefusal(
      await run('start', ['--data', other, '--host', HOST, ...args]),
      /[Pp]ort 400\d on 127\.[\d.]+ is in use/,
    );
    expectRefusal(
      await run('start', ['--data', other, '--host', HOST, ...args]),
      /[Pp]ort 400\d on 127\.[\d.]+ is in use/,
    );
  });

  test('stops on Ctrl-C with code 0, and starts again with what was written', async () => {
    expect(await register('before-ctrl-c')).toMatchObject({ data: { registerRuntime: { errors: [] } } });
    const stopped = await platform?.stop('SIGINT');
    expect({ code: stopped?.code, stderr: stopped?.stderr }).toEqual({ code: 0, stderr: '' });
    expect(stopped?.stdout).toContain('Your data is kept.');
    const { seconds, command } = await start();
    expect(JSON.stringify(await runtimes())).toContain(named('before-ctrl-c'));
    measured(`second start ${seconds.toFixed(1)} s, ${String(command.residentMegabytes())} MB after the first answer`);
  });

  test('killed in the middle starts again with all that it had acknowledged', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `before-kill-${index}`);
    for (const name of names) expect(await register(name)).toMatchObject({ data: { registerRuntime: { errors: [] } } });
    await platform?.stop('SIGKILL');
    await start();
    const there = JSON.stringify(await runtimes());
    expect(names.filter((name) => !there.includes(named(name)))).toEqual([]);
  });

  test('killed while it makes its data for the first time starts the next time', async () => {
    await platform?.stop('SIGKILL');
    rmSync(data, { recursive: true });
    platform = new Command('start', ['--data', data, '--host', HOST]);
    await platform.says('Opening the embedded database');
    await setTimeout(1_000);
    await platform.stop('SIGKILL');
    expect(platform.stdout).not.toContain('Starting access');
    await start();
    expect(await ask('{ tenant { slug } }')).toEqual({ data: { tenant: { slug: 'acme' } } });
  });

  test('stops on SIGTERM as well', async () => {
    expect((await platform?.stop('SIGTERM'))?.code).toBe(0);
    platform = null;
  });
});

describe('npm start with', () => {
  test.each([
    ['NODE_ENV=production', [], { NODE_ENV: 'production' }, /NODE_ENV is production/],
    ['a host that others reach', ['--host', '0.0.0.0'], {}, /0\.0\.0\.0 is not loopback/],
    ['another machine’s address', ['--host', '192.0.2.1'], {}, /192\.0\.2\.1 is not loopback/],
    ['a port that is none', ['--port', 'http'], {}, /--port/],
    ['a port that there is not', ['--port', '70000'], {}, /--port/],
    ['a log level that there is not', ['--log', 'loud'], {}, /--log/],
    ['an option that there is not', ['--prot', '1'], {}, /--prot/],
  ])('%s refuses to start, says why, and writes nothing', async (_, args, env: Record<string, string>, sentence) => {
    const empty = join(folder, 'empty');
    expectRefusal(await run('start', ['--data', empty, ...args], { env }), sentence);
    expect(existsSync(empty)).toBe(false);
  });
});

describe('npm start on data whose key file', () => {
  const spoilt = join(folder, 'spoilt');
  afterEach(() => rmSync(spoilt, { recursive: true, force: true }));

  test.each([
    [
      'others can read',
      (file: string) => chmodSync(file, 0o644),
      /billing\.json: can be read or changed by others.*chmod 600/,
    ],
    ['is gone', (file: string) => rmSync(file), /billing\.json: is gone.*put it back/],
  ])('%s refuses to start and says what to do', async (_, spoil, sentence) => {
    cpSync(data, spoilt, { recursive: true });
    spoil(join(spoilt, 'keys', 'billing.json'));
    expectRefusal(await run('start', ['--data', spoilt, '--host', HOST]), sentence);
  });
});

/** Limits hold on a quiet machine; here others may be at work, so the numbers are said and not judged. */
function measured(text: string): void {
  process.stdout.write(`      measured: ${text}\n`);
}
