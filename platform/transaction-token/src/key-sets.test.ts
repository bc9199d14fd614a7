import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aKey,
  aPerson,
  aSigner,
  aVerifier,
  forged,
  IDENTITY,
  IDENTITY_KEY,
  NOON,
  verdictOf,
} from '../test/builders.js';
import { acceptedJwks, type RemoteKeyTimes, type TokenSigningKey } from './index.js';

let published: JSONWebKeySet;
let status: number;
let fetches: number;
let server: Server;

beforeEach(async () => {
  [published, status, fetches] = [acceptedJwks([IDENTITY_KEY], NOON), 200, 0];
  server = createServer((_, response) => {
    fetches += 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(published));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => close());

function close(): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function aRemoteVerifier(remoteKeys: RemoteKeyTimes = {}): ReturnType<typeof aVerifier> {
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  const jwks = new URL(`http://127.0.0.1:${port}/.well-known/txn-jwks.json`);
  return aVerifier({ cacheCapacity: 0, remoteKeys, issuers: [{ issuer: IDENTITY, subjectKind: 'person', jwks }] });
}

const tokenOf = async (key: TokenSigningKey) => (await aSigner(IDENTITY, [key]).sign(aPerson())).token;
const rotatedIn = aKey('i2');

describe('keys behind a URL', () => {
  test('are fetched once for many tokens, at the first one', async () => {
    const verifier = aRemoteVerifier();
    expect(fetches).toBe(0);
    const token = await tokenOf(IDENTITY_KEY);
    await expect(Promise.all([verdictOf(token, verifier), verdictOf(token, verifier)])).resolves.toEqual([
      'accepted',
      'accepted',
    ]);
    await expect(verdictOf(token, verifier)).resolves.toBe('accepted');
    expect(fetches).toBe(1);
  });

  test('are fetched again for a kid that was rotated in', async () => {
    const verifier = aRemoteVerifier({ cooldownSeconds: 0 });
    await verdictOf(await tokenOf(IDENTITY_KEY), verifier);
    published = acceptedJwks([IDENTITY_KEY, rotatedIn], NOON);
    await expect(verdictOf(await tokenOf(rotatedIn), verifier)).resolves.toBe('accepted');
    expect(fetches).toBe(2);
  });

  test('are fetched again for it one second after they were last fetched', async () => {
    const verifier = aRemoteVerifier();
    await verdictOf(await tokenOf(IDENTITY_KEY), verifier);
    published = acceptedJwks([IDENTITY_KEY, rotatedIn], NOON);
    await expect(verdictOf(await tokenOf(rotatedIn), verifier)).resolves.toBe('key_unknown');
    await sleep(1_050);
    await expect(verdictOf(await tokenOf(rotatedIn), verifier)).resolves.toBe('accepted');
  });

  test('are not fetched again for every forged kid', async () => {
    const verifier = aRemoteVerifier();
    await verdictOf(await tokenOf(IDENTITY_KEY), verifier);
    for (let round = 0; round < 20; round += 1)
      await expect(verdictOf(await forged({ header: { kid: `f${round}` } }), verifier)).resolves.toBe('key_unknown');
    expect(fetches).toBe(1);
  });

  test('go on answering while their host is down', async () => {
    const verifier = aRemoteVerifier({ cooldownSeconds: 0, refreshSeconds: 0, retrySeconds: 0 });
    const token = await tokenOf(IDENTITY_KEY);
    await verdictOf(token, verifier);
    await close();
    await sleep(5);
    await expect(verdictOf(token, verifier)).resolves.toBe('accepted');
    await expect(verdictOf(token, verifier)).resolves.toBe('accepted');
  });

  test('that cannot be fetched are nobody’s fault, when the token’s is not among the known ones', async () => {
    const verifier = aRemoteVerifier({ cooldownSeconds: 0 });
    await verdictOf(await tokenOf(IDENTITY_KEY), verifier);
    status = 500;
    await expect(verdictOf(await tokenOf(rotatedIn), verifier)).resolves.toBe('keys unavailable');
  });

  test('that never could be fetched are asked for once a second, not once a request', async () => {
    status = 503;
    const verifier = aRemoteVerifier({ retrySeconds: 0.2 });
    const token = await tokenOf(IDENTITY_KEY);
    for (let round = 0; round < 20; round += 1)
      await expect(verdictOf(token, verifier)).resolves.toBe('keys unavailable');
    expect(fetches).toBe(1);
    status = 200;
    await sleep(220);
    await expect(verdictOf(token, verifier)).resolves.toBe('accepted');
  });

  test('that were withdrawn stop working after a refresh', async () => {
    const verifier = aRemoteVerifier({ refreshSeconds: 0.05 });
    const token = await tokenOf(IDENTITY_KEY);
    await expect(verdictOf(token, verifier)).resolves.toBe('accepted');
    published = acceptedJwks([rotatedIn], NOON);
    await sleep(60);
    await verdictOf(token, verifier);
    await expect.poll(() => verdictOf(token, verifier)).toBe('key_unknown');
  });

  test('of a set that is no key set are unavailable', async () => {
    published = { keys: 'none' } as unknown as JSONWebKeySet; // what a broken host might send
    await expect(verdictOf(await tokenOf(IDENTITY_KEY), aRemoteVerifier())).resolves.toBe('keys unavailable');
  });
});
