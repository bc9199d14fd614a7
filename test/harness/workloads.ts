import { createHash, createHmac, randomUUID, type KeyObject } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { DEVELOPMENT, keyDirectory } from '@bailiwick/cli';
import { keyFilePath, loadKeys, type KeySet } from '@bailiwick/keys';
import type { TestPlatform } from './platform.js';

/** One request between two workloads, as honest or as forged as a test wants it. */
export interface Hop {
  readonly caller: string;
  readonly receiver: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly contentType: string;
  readonly token: string | null;
}

/** What the signature says. Every default is what an honest workload would write. */
export interface Signing {
  readonly secret: { readonly kid: string; readonly key: KeyObject };
  readonly authority: string;
  readonly created: number;
  readonly lifetimeSeconds: number;
  readonly nonce: string;
  readonly algorithm: string;
  readonly tag: string;
  /** Left out of what is signed, and of what the signature says that it signs. */
  readonly uncovered: string;
}

/** A request whose header lines go out exactly as they stand. */
export interface Wire {
  readonly url: URL;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly text: string;
}

/** A workload's real keys, from the file that the running platform made for it. */
export function keysOf(platform: TestPlatform, workload: string): KeySet {
  return loadKeys({ file: keyFilePath(keyDirectory(platform.dataDir), workload) }, { workload, now: new Date() });
}

/** The secret that this caller really has for that receiver now. Null when the two never talk. */
export function secretOf(platform: TestPlatform, caller: string, receiver: string): Signing['secret'] | null {
  const now = new Date();
  const mine = keysOf(platform, caller).pairSecrets.filter(
    (pair) => pair.caller === caller && pair.receiver === receiver,
  );
  return mine.filter(({ signFrom }) => signFrom <= now).at(-1) ?? null;
}

export function serviceUrl(platform: TestPlatform, name: string): URL {
  const url = platform.services[name];
  if (url === undefined) throw new Error(`The platform has no service ${name}.`);
  return url;
}

/**
 * Signs as RFC 9421 says, written here a second time: what a forger would write, who knows the profile and not our
 * code. Only the parts that `signing` changes are not what the real caller would send.
 */
export function signedHop(
  platform: TestPlatform,
  given: Partial<Hop> & Pick<Hop, 'receiver'>,
  signing: Partial<Signing> = {},
): Wire {
  const hop: Hop = {
    ...{ caller: 'gateway', method: 'POST', path: '/graphql', query: '', token: null, contentType: 'application/json' },
    body: JSON.stringify({ query: '{ tenant { id } }' }),
    ...given,
  };
  const url = serviceUrl(platform, hop.receiver);
  const isFeed = hop.method === 'GET';
  const requestId = randomUUID();
  const digest = `sha-256=:${createHash('sha256').update(hop.body).digest('base64')}:`;
  const covered = [
    ['@method', hop.method],
    ['@authority', signing.authority ?? url.host],
    ['@path', hop.path],
    ['@query', hop.query === '' ? '?' : hop.query],
    ...(isFeed ? [] : [['content-digest', digest]]),
    ...(hop.token === null ? [] : [['txn-token', hop.token]]),
    ...(isFeed ? [] : [['x-request-id', requestId]]),
  ].filter(([name]) => name !== signing.uncovered);
  const headers = [
    ['host', url.host],
    ...(isFeed
      ? []
      : [
          ['content-type', hop.contentType],
          ['content-length', String(Buffer.byteLength(hop.body))],
        ]),
    ...(isFeed
      ? []
      : [
          ['content-digest', digest],
          ['x-request-id', requestId],
        ]),
    ...(hop.token === null ? [] : [['txn-token', hop.token]]),
    ...signatureOf(
      platform,
      hop,
      covered.map(([name = '', value = '']) => [name, value]),
      signing,
    ),
  ].map(([name = '', value = '']) => [name, value] as const); // pairs throughout; only the compiler has lost count
  return { url, method: hop.method, target: `${hop.path}${hop.query}`, headers, body: isFeed ? '' : hop.body };
}

function signatureOf(
  platform: TestPlatform,
  { caller, receiver }: Hop,
  covered: readonly (readonly [string, string])[],
  signing: Partial<Signing>,
): string[][] {
  const secret = signing.secret ?? secretOf(platform, caller, receiver);
  if (secret === null) throw new Error(`${caller} has no secret for ${receiver}.`);
  const created = signing.created ?? Math.floor(Date.now() / 1000);
  const names = covered.map(([name]) => `"${name}"`).join(' ');
  const parameters =
    `(${names});created=${created};expires=${created + (signing.lifetimeSeconds ?? 10)};nonce="${signing.nonce ?? randomUUID()}"` +
    `;alg="${signing.algorithm ?? 'hmac-sha256'}";keyid="${caller}/${secret.kid}";tag="${signing.tag ?? 'bailiwick'}"`;
  const base = [...covered.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${parameters}`].join(
    '\n',
  );
  const mac = createHmac('sha256', secret.key).update(base).digest('base64');
  return [
    ['signature-input', `hop=${parameters}`],
    ['signature', `hop=:${mac}:`],
  ];
}

/** The same request with other header lines: null takes a line away, a list doubles it. */
export function withHeaders(wire: Wire, changes: Readonly<Record<string, string | readonly string[] | null>>): Wire {
  const kept = wire.headers.filter(([name]) => !(name in changes));
  const added = Object.entries(changes).flatMap(([name, value]) =>
    (value === null ? [] : typeof value === 'string' ? [value] : value).map((each) => [name, each] as const),
  );
  return { ...wire, headers: [...kept, ...added] };
}

export function headerOf(wire: Wire, name: string): string {
  const found = wire.headers.find(([candidate]) => candidate === name);
  if (found === undefined) throw new Error(`The request has no ${name}.`);
  return found[1];
}

/** Sends it byte for byte. Of a standing stream only the beginning is read. */
export function send({ url, method, target, headers, body }: Wire): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: url.hostname, port: url.port, method, path: target, headers: headers.flat(), agent: false },
      (response) => {
        const status = response.statusCode ?? 0;
        if (response.headers['content-type'] === 'application/x-ndjson') {
          resolve({ status, text: '' });
          response.destroy();
          return;
        }
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status, text }));
      },
    );
    request.setTimeout(10_000, () => request.destroy(new Error('There was no answer within 10 s.')));
    request.on('error', reject).end(body);
  });
}

/** A genuine Txn-Token, exchanged at its minter as the gateway would. */
export async function genuineToken(platform: TestPlatform, as: string, tenant?: string): Promise<string> {
  const isPerson = as.includes('@');
  const kind = isPerson ? 'urn:ietf:params:oauth:token-type:jwt' : 'urn:bailiwick:token-type:api-key';
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: isPerson ? await platform.tokenOf(as) : platform.keyOf(as),
    subject_token_type: kind,
    requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
    audience: DEVELOPMENT,
    client_address: '127.0.0.1',
    ...(tenant !== undefined && { tenant }),
  });
  const answer = await send(
    signedHop(platform, {
      receiver: isPerson ? 'identity' : 'credentials',
      path: '/token-exchange',
      contentType: 'application/x-www-form-urlencoded',
      body: form.toString(),
    }),
  );
  const { access_token: token } = JSON.parse(answer.text) as { access_token?: string }; // RFC 8693's own shape
  if (token === undefined) throw new Error(`No token for ${as}: ${answer.text}`);
  return token;
}
