import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, readGatewayConfig, type PlaygroundRoutes } from '../src/index.js';
import { aLog, startPlatform, type Platform } from './builders.js';

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

/** Without a client that adds headers or undoes an encoding. */
function get(url: string, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject).end();
  });
}

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('a gateway without Playground', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  test.each(['/', '/playground/', '/playground/principals', '/index.html'])('has nothing at %s', async (path) => {
    expect((await get(platform.url, path, HTML)).status).toBe(404);
  });

  test('sends no browser elsewhere', async () => {
    expect((await get(platform.url, '/graphql', HTML)).status).toBe(401);
  });
});

describe('a gateway with Playground', () => {
  let platform: Platform;
  const assets = new Map<string, string>();
  beforeAll(async () => {
    platform = await startPlatform({ environment: { PLAYGROUND: 'on' } });
    const page = (await get(platform.url, '/')).bytes.toString();
    for (const [, path = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g)) assets.set(path.split('-')[0] ?? '', path);
  });
  afterAll(() => platform.stop());
  const script = (): string => assets.get('/playground/page') ?? 'none';

  test('answers a browser at / with a page that is told of no picker', async () => {
    const { status, headers, bytes } = await get(platform.url, '/', HTML);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(bytes.toString()).toContain('<html data-picker="off" data-introspection="on"');
  });

  test('has everything that the page names, each with the policy, for a browser to keep', async () => {
    expect(assets.size).toBeGreaterThanOrEqual(3);
    for (const path of assets.values()) {
      const { status, headers } = await get(platform.url, path);
      expect([path, status, headers['x-content-type-options']]).toEqual([path, 200, 'nosniff']);
      expect(headers['cache-control']).toContain('immutable');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  test.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['deflate', undefined],
  ])('to whom accepts %s sends the script as %s', async (accepted, encoding) => {
    const { headers, bytes } = await get(platform.url, script(), { 'accept-encoding': accepted });
    expect([headers['content-encoding'], headers['content-length']]).toEqual([encoding, String(bytes.length)]);
    expect(headers['vary']).toBe('accept-encoding');
  });

  test('answers HEAD with the same headers and no body', async () => {
    const { status, headers, bytes } = await get(platform.url, script(), {}, 'HEAD');
    expect([status, Number(headers['content-length']) > 1_000, bytes.length]).toEqual([200, true, 0]);
  });

  test('takes nothing at its pages', async () => {
    const { status, headers } = await get(platform.url, '/', {}, 'POST');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    '/playground/principals',
    '/playground/credential',
    '/playground/',
    '/playground/../package.json',
    '/playground/%2e%2e/package.json',
    '/package.json',
  ])('has nothing at %s', async (path) => {
    expect((await get(platform.url, path)).status).toBe(404);
  });

  test('leads a browser from the API’s address to the page', async () => {
    const { status, headers } = await get(platform.url, '/graphql', HTML);
    expect([status, headers['location']]).toEqual([303, '/']);
  });

  test.each([
    ['an operation in the address', '/graphql?query=%7B__typename%7D', HTML],
    ['a program that asks for JSON', '/graphql', { accept: 'application/json' }],
  ])('leaves %s to GraphQL', async (_, path, headers) => {
    expect((await get(platform.url, path, headers)).status).toBe(401);
  });

  test('answers GraphQL as before', async () => {
    expect((await platform.ask('{ may }')).data).toEqual({ may: true });
  });
});

describe('a gateway that is given more routes for the page', () => {
  test('asks them below /playground/ only, and tells the page of them', async () => {
    const asked: string[] = [];
    const routes: PlaygroundRoutes = (_, path) => {
      asked.push(path);
      return Promise.resolve(path === '/playground/here' ? { status: 200, headers: {}, body: 'yes' } : null);
    };
    const config = readGatewayConfig({ PORT: '0', PLAYGROUND: 'on', INTROSPECTION: 'off' });
    const gateway = createGateway(config, { log: aLog().log, playgroundRoutes: routes });
    const { url } = await gateway.start();
    expect((await get(url, '/')).bytes.toString()).toContain('data-picker="on" data-introspection="off"');
    expect((await get(url, '/playground/here')).bytes.toString()).toBe('yes');
    expect([(await get(url, '/playground/there')).status, (await get(url, '/elsewhere')).status]).toEqual([404, 404]);
    await get(url, '/livez');
    expect(asked).toEqual(['/playground/here', '/playground/there']);
    await gateway.stop();
  });

  test('has none of them while the Playground is off', async () => {
    const routes: PlaygroundRoutes = () => Promise.resolve({ status: 200, headers: {}, body: 'yes' });
    const gateway = createGateway(readGatewayConfig({ PORT: '0' }), { log: aLog().log, playgroundRoutes: routes });
    const { url } = await gateway.start();
    expect((await get(url, '/playground/here')).status).toBe(404);
    await gateway.stop();
  });
});
