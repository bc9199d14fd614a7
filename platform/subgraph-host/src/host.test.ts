import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { createLog } from '@bailiwick/config';
import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { Database } from '@bailiwick/database';
import { generateKeys, loadKeys, type KeySet } from '@bailiwick/keys';
import { signRequest, type RequestToSign } from '@bailiwick/request-signature';
import { createTransactionTokenSigner, type TransactionTokenSigner } from '@bailiwick/transaction-token';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notes, type NotesTables } from '../test/notes.js';
import { hostKeys } from './host-keys.js';
import { hostDomain } from './host.js';
import type { RunningDomain } from './host-options.js';
import { PortInUse } from './listener.js';
import { aPersonContext } from './testing/index.js';

const TRUST_DOMAIN = 'urn:bailiwick:dev';
const now = (): Date => new Date();
const log = createLog('test', 'fatal');

let database: Database<NotesTables>;
let running: RunningDomain;
let signer: TransactionTokenSigner;
let gateway: KeySet;
let jwksServer: Server;
let start: (port?: number, publicPort?: number) => Promise<RunningDomain>;

beforeAll(async () => {
  const files = generateKeys(['gateway', 'notes', 'access', 'identity', 'credentials'], {
    now: new Date(Date.now() - 3_600_000),
  });
  const keysOf = (workload: string): KeySet =>
    loadKeys(
      { json: JSON.stringify(files.find((file) => file.workload === workload)), name: workload },
      { workload, now: now() },
    );
  gateway = keysOf('gateway');
  const identity = keysOf('identity');
  signer = createTransactionTokenSigner({
    issuer: `${TRUST_DOMAIN}:identity`,
    audience: TRUST_DOMAIN,
    keys: () => identity.signingKeys,
    now,
  });
  jwksServer = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(signer.publicJwks())),
  );
  await new Promise<void>((resolve) => jwksServer.listen(0, '127.0.0.1', resolve));
  const jwks = new URL(`http://127.0.0.1:${(jwksServer.address() as AddressInfo).port}/`); // a TCP server's address
  database = await openTestDatabase<NotesTables>(notes);
  const keys = hostKeys(() => keysOf('notes'));
  start = (port = 0, publicPort = 0) =>
    hostDomain(notes, {
      database,
      keys,
      host: '127.0.0.1',
      port,
      publicPort,
      authority: null,
      trustDomain: TRUST_DOMAIN,
      peers: {},
      jwks: { identity: jwks, credentials: jwks },
      settings: {},
      now,
      log,
    });
  running = await start();
});
afterAll(async () => {
  await running.stop();
  await database.close();
  jwksServer.close();
});

const tokenFor = async (tenantId: string): Promise<string> =>
  (await signer.sign(aPersonContext(tenantId, randomUUID(), { scope: ['notes.note.read'] }))).token;
const QUERY = Buffer.from(JSON.stringify({ query: '{ notes { text } }' }));

interface Hop {
  readonly token?: string;
  readonly body?: Buffer;
  readonly sign?: Partial<RequestToSign>;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

async function send({
  token,
  body = QUERY,
  sign = {},
  path = '/graphql',
  headers = {},
}: Hop): Promise<{ readonly status: number; readonly text: string }> {
  const covered = { 'x-request-id': randomUUID(), ...(token !== undefined && { 'txn-token': token }) };
  const signature = signRequest({
    ...{
      profile: 'graphql',
      caller: 'gateway',
      receiver: 'notes',
      authority: running.url.host,
      method: 'POST',
      path,
      query: '',
      headers: covered,
      body,
    },
    ...{ pairSecrets: () => gateway.pairSecrets, now: now(), ...sign },
  });
  const response = await request(new URL(path, running.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...covered, ...signature, ...headers },
    body,
  });
  return { status: response.statusCode, text: await response.body.text() };
}

const UNTRUSTED = { status: 401, text: expect.stringContaining('no trusted context') as unknown };

describe('a hosted domain', () => {
  test('answers a signed hop with a token', async () => {
    expect(await send({ token: await tokenFor(newTenantId()) })).toEqual({
      status: 200,
      text: '{"data":{"notes":[]}}\n',
    });
  });

  test('answers whoever is unsigned, unknown or tampered with by one message', async () => {
    const token = await tokenFor(newTenantId());
    const unsigned = await request(new URL('/graphql', running.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'txn-token': token },
      body: QUERY,
    });
    expect({ status: unsigned.statusCode, text: await unsigned.body.text() }).toEqual(UNTRUSTED);
    expect(await send({ token: `${token}x` })).toEqual(UNTRUSTED);
    expect(await send({ token, sign: { body: Buffer.from('{}') } })).toEqual(UNTRUSTED);
    expect(await send({ token, sign: { authority: 'elsewhere:4002' } })).toEqual(UNTRUSTED);
    expect(await send({ token, sign: { now: new Date(Date.now() - 60_000) } })).toEqual(UNTRUSTED);
  });

  test('takes a hop once', async () => {
    const covered = { 'x-request-id': randomUUID(), 'txn-token': await tokenFor(newTenantId()) };
    const signature = signRequest({
      profile: 'graphql',
      caller: 'gateway',
      receiver: 'notes',
      authority: running.url.host,
      method: 'POST',
      path: '/graphql',
      query: '',
      headers: covered,
      body: QUERY,
      pairSecrets: () => gateway.pairSecrets,
      now: now(),
    });
    const again = () =>
      request(new URL('/graphql', running.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...covered, ...signature },
        body: QUERY,
      });
    expect([(await again()).statusCode, (await again()).statusCode]).toEqual([200, 401]);
  });

  test('refuses a lobby token, because only identity knows what to do without a tenant', async () => {
    const { token } = await signer.sign({
      ...aPersonContext(newTenantId(), randomUUID()),
      tenantId: null,
      principal: null,
      subject: `person:unlinked:${'a'.repeat(43)}`,
    });
    expect(await send({ token })).toEqual(UNTRUSTED);
  });

  test('answers a body over a megabyte with 413 and malformed JSON with 400', async () => {
    const token = await tokenFor(newTenantId());
    expect((await send({ token, body: Buffer.alloc(1024 * 1024 + 1, 'x') })).status).toBe(413);
    expect((await send({ token, body: Buffer.from('{"query":') })).status).toBe(400);
  });

  test('is live and ready, and has no internal path in public', async () => {
    const at = async (base: URL | null, path: string): Promise<number> =>
      (await request(new URL(path, base ?? undefined))).statusCode;
    expect([await at(running.url, '/livez'), await at(running.url, '/readyz')]).toEqual([200, 200]);
    expect(
      await Promise.all(['/graphql', '/events', '/token-exchange'].map((path) => at(running.publicUrl, path))),
    ).toEqual([404, 404, 404]);
  });

  test('says in words that its port is taken', async () => {
    await expect(start(Number(running.url.port))).rejects.toThrow(PortInUse);
    await expect(start(Number(running.url.port))).rejects.toThrow(/is in use/);
  });

  test('whose public port is taken gives its own port back, or its process would never end', async () => {
    const taken = Number(running.publicUrl?.port);
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo; // a TCP server's address
    await new Promise((resolve) => free.close(resolve));
    await expect(start(port, taken)).rejects.toBeInstanceOf(PortInUse);
    const again = createServer();
    await new Promise<void>((resolve, reject) => again.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => again.close(resolve));
  });
});
