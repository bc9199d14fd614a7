import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDomainConfig } from './domain-config.js';

const folder = mkdtempSync(join(tmpdir(), 'domain-config-'));
const notes = pathToFileURL(`${join(folder, 'notes')}/`);
beforeAll(() => {
  mkdirSync(notes);
  writeFileSync(new URL('package.json', notes), JSON.stringify({ bailiwick: { port: 4009 } }));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = (PEERS: string) =>
  readDomainConfig(notes, { KEYS_FILE: 'keys/notes.json', DATABASE_URL: 'postgres://notes@db/notes', PEERS });

describe('PEERS', () => {
  test('are the other domains by name', () => {
    const { PEERS } = read('access=https://access.example,billing=http://127.0.0.1:4002');
    expect(Object.entries(PEERS).map(([name, url]) => [name, url.host])).toEqual([
      ['access', 'access.example'],
      ['billing', '127.0.0.1:4002'],
    ]);
  });

  test.each([
    ['with a password in a URL that is not safe', 'access=http://admin:hunter2@access.example'],
    ['with a password in what is no URL', 'access=admin:hunter2@'],
    ['with a password where a name belongs', 'hunter2-A=https://access.example'],
  ])('%s are refused by their place, and nothing of them is repeated', (_, entry) => {
    expect(() => read(`billing=https://billing.example,${entry}`)).toThrow(/PEERS.*pair 2 is not/s);
    expect(() => read(`billing=https://billing.example,${entry}`)).not.toThrow(/hunter2|admin/);
  });
});
