import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { fetchKeySet, guardedLookup, KeysUnreachable } from './fetch-key-set.js';

const PUBLIC = { loopbackAllowed: false };

function look(addresses: LookupAddress[], all: boolean) {
  const lookup = guardedLookup(PUBLIC, (_name, _options, answered) => {
    answered(null, addresses);
  });
  return new Promise<unknown>((resolve) => {
    lookup('keys.example.com', { all }, (error, address) => {
      resolve(error ?? address);
    });
  });
}

const good = { address: '93.184.216.34', family: 4 };
const inside = { address: '10.0.0.1', family: 4 };
const metadata = { address: '169.254.169.254', family: 4 };
const hidden = { address: '::ffff:127.0.0.1', family: 6 };

describe('the look-up of a key set’s name', () => {
  test('hands out public addresses', async () => {
    expect(await look([good], true)).toEqual([good]);
    expect(await look([good], false)).toBe(good.address);
  });

  test('leaves out what a public name should not lead to', async () => {
    expect(await look([inside, metadata, hidden, good], true)).toEqual([good]);
    expect(await look([inside, good], false)).toBe(good.address);
  });

  test.each([true, false])('fails when nothing is left (all: %s)', async (all) => {
    expect(await look([inside, metadata, hidden], all)).toBeInstanceOf(KeysUnreachable);
    expect(await look([], all)).toBeInstanceOf(KeysUnreachable);
  });

  test('passes on that a name is unknown', async () => {
    const unknown = new Error('ENOTFOUND');
    const lookup: LookupFunction = guardedLookup(PUBLIC, (_name, _options, answered) => {
      answered(unknown, []);
    });
    const error = await new Promise((resolve) => {
      lookup('nowhere.example.com', { all: true }, resolve);
    });
    expect(error).toBe(unknown);
  });
});

describe('fetching a key set', () => {
  test('works by name on a developer’s machine, and nowhere else', async () => {
    const server = createServer((_request, response) => response.end('{"keys":[]}')).listen(0, 'localhost');
    await once(server, 'listening');
    const url = `http://localhost:${(server.address() as AddressInfo).port}/jwks`; // a TCP server's address
    expect(await fetchKeySet(url, { loopbackAllowed: true })).toBe('{"keys":[]}');
    await expect(fetchKeySet(url, PUBLIC)).rejects.toThrow(KeysUnreachable);
    server.closeAllConnections();
    server.close();
  });

  test('that nobody serves fails as unreachable', async () => {
    await expect(fetchKeySet('http://127.0.0.1:1/jwks', { loopbackAllowed: true })).rejects.toThrow(KeysUnreachable);
  });
});
