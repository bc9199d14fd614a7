import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Given } from '../command.js';
import { misused } from '../problem.js';
import type { World } from '../world.js';

export interface Connection {
  readonly url: URL;
  readonly token: string;
  readonly tenant: string | null;
  readonly operatorReason: string | null;
}

const DEFAULT_URL = 'http://127.0.0.1:4000';

/** Options win over the environment, so that one call can differ from its shell. */
export async function readConnection(given: Given, world: World): Promise<Connection> {
  return {
    url: readUrl(given.text('url') ?? world.env['BAILIWICK_URL'] ?? DEFAULT_URL),
    token: await readToken(given, world),
    tenant: given.text('tenant') ?? (world.env['BAILIWICK_TENANT'] || null),
    operatorReason: given.text('operator-reason'),
  };
}

/** A token in clear text is anybody's on the way, so anything beyond this machine is https. */
export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw misused(`${text} is not the address of a gateway.`, 'Say it like https://gateway.example.com, with --url.');
  if (url.username !== '' || url.password !== '')
    throw misused('The address of the gateway holds a password.', 'Leave it out, and hand the token over as a token.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw misused(`${url.host} is not this machine, and a token must not travel there in clear text.`, 'Use https.');
  if (!url.pathname.endsWith('/graphql')) url.pathname = `${url.pathname.replace(/\/$/, '')}/graphql`;
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

async function readToken(given: Given, world: World): Promise<string> {
  const file = given.text('token-file');
  const said = given.text('token');
  if (file !== null && said !== null)
    throw misused('There are two tokens, --token and --token-file.', 'Leave one of them out.');
  const text = said ?? (file === null ? world.env['BAILIWICK_TOKEN'] : await readTokenFile(file, world));
  const token = text?.trim() ?? '';
  if (token === '')
    throw misused(
      file === null ? 'There is no token.' : 'The token that was handed over is empty.',
      'Set BAILIWICK_TOKEN, or use --token-file FILE. A person’s token and a machine’s key both do.',
    );
  if (/[^\x21-\x7e]/.test(token))
    throw misused('What was handed over is not one token: it holds spaces or lines.', 'Hand over the token alone.');
  return token;
}

async function readTokenFile(file: string, world: World): Promise<string> {
  if (file === '-') return world.readStdin();
  try {
    return await readFile(resolve(world.cwd, file), 'utf8');
  } catch {
    throw misused(`The token file ${file} cannot be read.`, 'Check --token-file.');
  }
}
