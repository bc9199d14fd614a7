import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPlan } from './demo-plan.js';
import { openDevelopmentIssuer, type DevelopmentIssuer } from './development-issuer.js';
import { openPicker } from './picker.js';

const HOST = '127.0.0.1';
const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-picker-'));
const NOW = new Date('2026-01-01T12:00:00Z');
let issuer: DevelopmentIssuer;
let server: Server;
let port: number;

const options = (host: string, nodeEnv: string | undefined) => ({
  ...{ demo: demoPlan('https://keys.example'), issuer, dataDir, host, port, nodeEnv },
  now: () => NOW,
});

beforeAll(async () => {
  issuer = await openDevelopmentIssuer(dataDir);
  writeFileSync(join(dataDir, 'demo-credentials.json'), JSON.stringify([{ name: 'invoice-sync', secret: 'bwk_key' }]));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  ({ port } = server.address() as AddressInfo); // it listens on TCP
  const picker = openPicker(options(HOST, undefined));
  server.on('request', (incoming, response) => {
    void picker(incoming, incoming.url ?? '').then((answer) => {
      response.writeHead(answer?.status ?? 404, answer?.headers ?? {}).end(answer?.body ?? '');
    });
  });
});
afterAll(() => server.close());

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

/** With exactly these headers: what a browser writes by itself is what is judged. */
function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: HOST, port, method, path, headers, setHost: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const parsed = text === '' ? {} : (JSON.parse(text) as Got['body']); // ours
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      });
    });
    sent.on('error', reject).end(body);
  });
}

const own = (): string => `${HOST}:${String(port)}`;
const page = (): Record<string, string> => ({
  host: own(),
  origin: `http://${own()}`,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
});
const pick = (headers: Record<string, string>, body: unknown = { id: 'ana@acme.example', secondFactor: false }) =>
  send('POST', '/playground/credential', headers, JSON.stringify(body));
const list = (headers: Record<string, string>) => send('GET', '/playground/principals', headers);
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(page()).filter(([key]) => key !== name));

describe('the picker', () => {
  test('lists people, machines and operators with where they belong, and nobody’s credential', async () => {
    const { status, body } = await list(page());
    expect(status).toBe(200);
    expect(body['principals']).toContainEqual({
      kind: 'PERSON',
      id: 'dana@consult.example',
      name: 'Dana Diaz',
      memberships: [
        { tenant: 'acme', as: 'auditor' },
        { tenant: 'globex', as: 'admin' },
      ],
      about: null,
    });
    expect(body['principals']).toContainEqual(
      expect.objectContaining({
        kind: 'MACHINE',
        id: 'inbox-agent',
        memberships: [{ tenant: 'acme', as: 'autonomous agent' }],
      }),
    );
    expect(body['principals']).toContainEqual(
      expect.objectContaining({ kind: 'OPERATOR', id: 'pavel@platform.example' }),
    );
    expect(body['tenants']).toContainEqual({
      ...{ slug: 'globex', name: 'Globex', kind: 'CUSTOMER', about: 'team plan, trialing, not set up' },
    });
    expect(JSON.stringify(body)).not.toContain('bwk_');
  });

  test('makes a person’s token for an hour', async () => {
    const { status, body } = await pick(page());
    const claims = decodeJwt(String(body['credential']));
    expect([status, claims.sub, claims['amr']]).toEqual([200, 'ana@acme.example', ['pwd']]);
    expect(new Date((claims.exp ?? 0) * 1_000).toISOString()).toBe('2026-01-01T13:00:00.000Z');
    expect(body['expiresAt']).toBe('2026-01-01T13:00:00.000Z');
  });

  test('makes one with a second factor when asked for it', async () => {
    const { body } = await pick(page(), { id: 'ana@acme.example', secondFactor: true });
    expect(decodeJwt(String(body['credential']))['amr']).toEqual(['pwd', 'mfa']);
  });

  test('hands out a demo machine’s key', async () => {
    const { body } = await pick(page(), { id: 'invoice-sync', secondFactor: false });
    expect(body).toEqual({ credential: 'bwk_key', expiresAt: null });
  });

  test.each([
    { id: 'stranger@acme.example', secondFactor: false },
    { id: '', secondFactor: false },
    { id: 'ana@acme.example' },
    'ana',
    null,
  ])('makes nothing of %j', async (body) => {
    const answer = await pick(page(), body);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toHaveProperty('credential');
  });

  test('reads no more than a credential could be asked for with', async () => {
    const { status } = await pick(page(), { id: 'ana@acme.example', secondFactor: false, more: 'x'.repeat(2_000) });
    expect(status).toBe(400);
  });

  test('answers under the name that is never another machine’s', async () => {
    const host = `localhost:${String(port)}`;
    expect((await pick({ ...page(), host, origin: `http://${host}` })).status).toBe(200);
  });
});

describe('the picker answers no other page:', () => {
  test.each([
    ['a name that was pointed at this machine', { host: 'evil.example', origin: 'http://evil.example' }],
    ['that name with our port', { host: 'evil.example:4000', origin: 'http://evil.example:4000' }],
    ['another port of this machine', { host: '127.0.0.1:1', origin: 'http://127.0.0.1:1' }],
    ['our address without its port', { host: '127.0.0.1' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['our address over another scheme', { origin: 'https://127.0.0.1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another port of ours, as its browser says', { 'sec-fetch-site': 'same-site' }],
    ['another site, as its browser says', { 'sec-fetch-site': 'cross-site' }],
    ['an address that somebody followed', { 'sec-fetch-site': 'none' }],
  ])('%s', async (_, headers: Record<string, string>) => {
    const asked = await Promise.all([pick({ ...page(), ...headers }), list({ ...page(), ...headers })]);
    expect(asked.map(({ status }) => status)).toEqual([403, 403]);
    expect(JSON.stringify(asked.map(({ body }) => body))).not.toMatch(/credential"|principals"/);
  });

  test('whoever does not say where they come from gets no credential', async () => {
    expect((await pick(without('origin'))).status).toBe(403);
  });

  test('a form, which can only send other types', async () => {
    expect((await pick({ ...page(), 'content-type': 'text/plain' })).status).toBe(415);
    expect((await pick(without('content-type'))).status).toBe(415);
  });

  test('a link, which can only get', async () => {
    expect((await send('GET', '/playground/credential', page())).status).toBe(405);
    expect((await send('POST', '/playground/principals', page())).status).toBe(405);
  });

  test('and allows none to read what it says', async () => {
    const { headers } = await list({ ...page(), origin: 'https://evil.example' });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a picker', () => {
  test.each([
    ['0.0.0.0', undefined, /not loopback/],
    ['10.0.0.7', 'development', /not loopback/],
    ['127.0.0.1', 'production', /NODE_ENV is production/],
  ])('on %s with NODE_ENV=%s does not come to be', (host, nodeEnv, sentence) => {
    expect(() => openPicker(options(host, nodeEnv))).toThrow(sentence);
  });
});
