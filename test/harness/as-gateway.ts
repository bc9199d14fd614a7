import { randomUUID } from 'node:crypto';
import { DEVELOPMENT, keyDirectory } from '@bailiwick/cli';
import { keyFilePath, loadKeys } from '@bailiwick/keys';
import { signRequest } from '@bailiwick/request-signature';
import type { Answer, TestPlatform } from './platform.js';

const ISSUED = 'urn:ietf:params:oauth:token-type:txn_token';
const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface Exchanged {
  readonly status: number;
  readonly body: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- RFC 8693's answer, read by the tests
}

/** What the gateway asks a minter for one client, with the gateway's own keys. */
export async function exchange(platform: TestPlatform, as: string, tenant?: string): Promise<Exchanged> {
  const isPerson = as.includes('@');
  const form = new URLSearchParams({
    grant_type: GRANT,
    subject_token: isPerson ? await platform.tokenOf(as) : platform.keyOf(as),
    subject_token_type: isPerson ? 'urn:ietf:params:oauth:token-type:jwt' : 'urn:bailiwick:token-type:api-key',
    requested_token_type: ISSUED,
    audience: DEVELOPMENT,
    client_address: '127.0.0.1',
    ...(tenant !== undefined && { tenant }),
  });
  const type = 'application/x-www-form-urlencoded';
  const sent = { path: '/token-exchange', body: form.toString(), type, token: null };
  const response = await post(platform, isPerson ? 'identity' : 'credentials', sent);
  return { status: response.status, body: (await response.json()) as Exchanged['body'] }; // as above
}

/** The same question, put to one domain alone: no gateway plans, fetches or merges anything. */
export async function askOwner(
  platform: TestPlatform,
  owner: string,
  asked: { readonly query: string; readonly variables?: Record<string, unknown>; readonly token: string },
): Promise<Pick<Answer, 'status' | 'data' | 'errors'>> {
  const { query, variables, token } = asked;
  const body = JSON.stringify({ query, variables });
  const response = await post(platform, owner, { path: '/graphql', body, type: 'application/json', token });
  const { data, errors } = (await response.json()) as Partial<Answer>; // GraphQL over HTTP's own shape
  return { status: response.status, data, errors: errors ?? [] };
}

interface Sent {
  readonly path: string;
  readonly body: string;
  readonly type: string;
  readonly token: string | null;
}

function post(platform: TestPlatform, receiver: string, { path, body, type, token }: Sent): Promise<Response> {
  const base = platform.services[receiver];
  if (base === undefined) throw new Error(`The platform has no service ${receiver}.`);
  const now = new Date();
  const file = keyFilePath(keyDirectory(platform.dataDir), 'gateway');
  const { pairSecrets } = loadKeys({ file }, { workload: 'gateway', now });
  const headers = { 'x-request-id': randomUUID(), ...(token !== null && { 'txn-token': token }) };
  const signature = signRequest({
    profile: token === null ? 'service' : 'graphql',
    caller: 'gateway',
    receiver,
    authority: base.host,
    method: 'POST',
    path,
    query: '',
    headers,
    body,
    pairSecrets: () => pairSecrets,
    now,
  });
  return fetch(new URL(path, base), {
    method: 'POST',
    headers: { 'content-type': type, accept: 'application/json', ...headers, ...signature },
    body,
  });
}
