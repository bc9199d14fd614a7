import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway, readGatewayConfig } from '../src/index.js';
import { aKeyRing, aLog, ask, keysOf, pause, PLANS, startPlatform, until, type Platform, like } from './builders.js';
import { buildMain } from './build-main.js';
import { composeTo } from './subgraphs.js';

const directory = mkdtempSync(join(tmpdir(), 'gateway-'));
let platform: Platform | null = null;
afterEach(async () => {
  await platform?.stop();
  platform = null;
});

const graph = (urls: Readonly<Record<string, string>> = {}): string =>
  composeTo(mkdtempSync(join(tmpdir(), 'gateway-')), PLANS, urls);

const probe = async (url: string, path: string): Promise<[number, unknown]> => {
  const response = await fetch(new URL(path, url));
  return [response.status, await response.json()];
};

describe('a gateway', () => {
  test('starts, is ready and answers with no subgraph up', async () => {
    platform = await startPlatform({ down: ['billing', 'identity', 'access'] });
    expect(await probe(platform.url, '/livez')).toEqual([200, { status: 'live' }]);
    expect(await probe(platform.url, '/readyz')).toEqual([200, { status: 'ready' }]);
    const { status, data, errors } = await platform.ask('{ may __typename }');
    expect({ status, data }).toEqual({ status: 200, data: { may: null, __typename: 'Query' } });
    expect(errors[0]?.extensions).toEqual({ code: 'UNAVAILABLE' });
  });

  test('serves strangers’ graphs without exchange: no token, no signature, and says so', async () => {
    platform = await startPlatform({ exchange: false });
    expect((await platform.ask('{ may }', { credential: null })).data).toEqual({ may: true });
    const headers = platform.subgraphs['access']?.received[0]?.headers ?? {};
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['txn-token']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['signature']));
    expect(platform.logged.some(({ msg }) => String(msg).startsWith('no exchange is configured'))).toBe(true);
  });

  test('refuses credentials that nobody exchanges', async () => {
    platform = await startPlatform({ environment: { EXCHANGE_MACHINE_URL: '' } });
    expect((await platform.ask('{ may }', { credential: 'bwk_test_x' })).status).toBe(401);
    expect((await platform.ask('{ may }')).status).toBe(200);
  });

  test('lets what is under way finish before it stops, and accepts nothing new', async () => {
    platform = await startPlatform();
    const { access } = platform.subgraphs;
    if (access !== undefined)
      access.instead = (response) =>
        void setTimeout(() => response.setHeader('content-type', 'application/json').end('{"data":{"may":true}}'), 500);
    const slow = platform.ask('{ may }');
    await pause(150);
    const began = Date.now();
    const stopping = platform.gateway.stop();
    await expect(ask(platform.url, '{ may }')).rejects.toThrow();
    const answer = await slow;
    expect([answer.data, answer.headers.get('connection')]).toEqual([{ may: true }, 'close']);
    await stopping;
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  test('does not wait for longer than it was told to', async () => {
    platform = await startPlatform({ environment: { DRAIN_TIMEOUT_MS: '300' } });
    const { access } = platform.subgraphs;
    if (access !== undefined) access.instead = () => undefined;
    const never = platform.ask('{ may }').catch(() => 'cut off');
    await pause(150);
    const began = Date.now();
    void platform.gateway.stop();
    expect(await never).toBe('cut off');
    expect(Date.now() - began).toBeLessThan(1_500);
    await access?.stop();
  });
});

describe('a gateway that cannot start', () => {
  const start = (environment: Readonly<Record<string, string>>): Promise<unknown> =>
    createGateway(readGatewayConfig({ PORT: '0', ...environment }), { log: aLog().log }).start();

  test('names what is wrong with the supergraph', async () => {
    const file = (text: string): string => {
      const path = join(directory, `${String(text.length)}.graphql`);
      writeFileSync(path, text);
      return path;
    };
    await expect(start({ SUPERGRAPH: join(directory, 'absent.graphql') })).rejects.toThrow(
      /absent\.graphql cannot be read \(ENOENT\)\. Compose/,
    );
    await expect(start({ SUPERGRAPH: file('type {') })).rejects.toThrow(/is not GraphQL/);
    await expect(start({ SUPERGRAPH: file('type Query { a: Int }') })).rejects.toThrow(/not a composed supergraph/);
    await expect(
      start({
        SUPERGRAPH: file(
          'enum join__Graph { A @join__graph(name: "a", url: "http://127.0.0.1:1") } type Query { a: Int }',
        ),
      }),
    ).rejects.toThrow(/refused by the gateway/);
  });

  test('names every subgraph whose URL will not do', async () => {
    const SUPERGRAPH = graph({ billing: 'http://billing.internal/graphql', identity: '' });
    await expect(start({ SUPERGRAPH, SUBGRAPH_STRANGER_URL: 'http://127.0.0.1:1' })).rejects.toThrow(
      /SUBGRAPH_STRANGER_URL: the supergraph has no such[^]*SUBGRAPH_BILLING_URL: [^]*https[^]*SUBGRAPH_IDENTITY_URL/,
    );
  });

  test('names every workload that it has no secret for', async () => {
    const keys = keysOf(aKeyRing(), 'gateway').pairSecrets.filter(({ receiver }) => receiver === 'access');
    const config = readGatewayConfig({
      PORT: '0',
      SUPERGRAPH: graph(),
      EXCHANGE_PERSON_URL: 'http://127.0.0.1:1',
      TRUST_DOMAIN: 'urn:x',
      KEYS_FILE: 'x',
    });
    await expect(createGateway(config, { log: aLog().log, pairSecrets: () => keys }).start()).rejects.toThrow(
      /gateway for billing[^]*gateway for identity/,
    );
  });

  test('says it in one line each, without a stack, and exits with 1', { timeout: 60_000 }, async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await until(() => taken.listening);
    const address = taken.address();
    const port = String(typeof address === 'object' && address !== null ? address.port : 0);
    const { code, stderr } = await run(['--port', port, '--supergraph', graph()]);
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `port ${port} on 127.0.0.1 is in use. Stop what listens there, or choose another port with --port or PORT`,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await run(['--help'])).toEqual({
      code: 0,
      stdout: like(/--supergraph FILE/),
      stderr: '',
    });
    expect((await run(['--bogus'])).stderr).toContain('--help');
  });
});

describe('a gateway of its own', () => {
  test('drains on SIGTERM and exits with 0', { timeout: 60_000 }, async () => {
    const { code, stderr } = await run(['--port', '0', '--supergraph', graph()], 'gateway started');
    expect({ code, stopped: stderr.includes('gateway stopped') }).toEqual({ code: 0, stopped: true });
  });
});

let main: Promise<string> | null = null;

/** `main.ts` in a process of its own; ended with SIGTERM once it has said `endAfter`. */
async function run(
  args: readonly string[],
  endAfter: string | null = null,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  main ??= buildMain();
  const child = spawn(process.execPath, [await main, ...args], { env: { PATH: process.env['PATH'] ?? '' } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
    // Once: a second signal is an operator who does not want to wait.
    if (endAfter !== null && !child.killed && said.stderr.includes(endAfter)) child.kill('SIGTERM');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}
