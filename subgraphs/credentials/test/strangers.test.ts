import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey } from './machines.js';
import { listen, openIssuer, serve, type Endpoint } from './oauth-world.js';
import { openWorld, type World } from './world.js';

const AUDIENCE = 'https://bailiwick.example';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let world: World;
let endpoint: Endpoint;
let machine: string;
let workloads: Awaited<ReturnType<typeof openIssuer>>;
beforeAll(async () => {
  const listening = await listen();
  world = await openWorld({ tokenIssuer: listening.issuer });
  endpoint = await serve(world, listening);
  workloads = await openIssuer();
  machine = await activeMachine(world);
});
afterAll(() => {
  endpoint.close();
  workloads.close();
});

/** All that a stranger gets to see: status, headers but for the moment, body. */
async function seen(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${endpoint.issuer}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  const shown = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers: shown, body: await response.text() };
}

async function expectAlike(asked: readonly Promise<Awaited<ReturnType<typeof seen>>>[]) {
  const [first, ...others] = await Promise.all(asked);
  expect(first).toMatchObject({ status: 401, body: expect.stringContaining('invalid_client') as string });
  expect(others).toEqual(others.map(() => first));
}

describe('a stranger is told the same, to the byte and in every header,', () => {
  test('of a client that there is not and of a wrong secret', async () => {
    const { id, secret } = await issueKey(world, machine, { kind: 'CLIENT_SECRET' });
    const { secret: other } = await issueKey(world, machine, { kind: 'CLIENT_SECRET' });
    const basic = (name: string, word: string) =>
      seen(
        { grant_type: 'client_credentials' },
        { authorization: `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}` },
      );
    const post = (name: string, word: string) =>
      seen({ grant_type: 'client_credentials', client_id: name, client_secret: word });
    await expectAlike([basic(id, other), basic(randomUUID(), secret), basic('nobody', 'x')]);
    await expectAlike([post(id, other), post(randomUUID(), secret), post('nobody', 'x')]);
  });

  test('of a client that there is not and of an assertion by another key', async () => {
    const pair = generateKeyPairSync('ed25519');
    const publicJwk = await exportJWK(pair.publicKey);
    const { id } = await issueKey(world, machine, { kind: 'PRIVATE_KEY_JWT', publicJwk });
    const by = async (name: string, key: KeyObject) => {
      const client_assertion = await new SignJWT({ iss: name, sub: name, aud: endpoint.issuer, jti: randomUUID() })
        .setProtectedHeader({ alg: 'EdDSA' })
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(key);
      const form = { grant_type: 'client_credentials', client_id: name, client_assertion };
      return seen({ ...form, client_assertion_type: ASSERTION });
    };
    const other = generateKeyPairSync('ed25519').privateKey;
    await expectAlike([by(id, other), by(randomUUID(), pair.privateKey), by(randomUUID(), other)]);
  });

  test('of a client that there is not and of a workload that nobody vouches for', async () => {
    const federation = {
      issuer: workloads.issuer,
      audience: AUDIENCE,
      subjectPattern: 'job:*',
      jwksUri: workloads.jwksUri,
    };
    const { id } = await issueKey(world, machine, { kind: 'FEDERATED_OIDC', federation });
    const forger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const by = (client_id: string, assertion: string) =>
      seen({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', client_id, assertion });
    const good = await workloads.token('job:1', AUDIENCE);
    const forged = await workloads.token('job:1', AUDIENCE, forger);
    await expectAlike([by(id, forged), by(randomUUID(), good), by(randomUUID(), forged), by(id, 'no.token')]);
  });
});
