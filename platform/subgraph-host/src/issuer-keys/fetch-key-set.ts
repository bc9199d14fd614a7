import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { addressProblem, mayConnectTo, type AddressPolicy } from './address.js';

const TIMEOUT_MS = 2_000;
const BYTES_MAX = 256 * 1024;

/** The keys cannot be read: nobody knows whether the token is good. */
export class KeysUnreachable extends Error {
  override readonly name = 'KeysUnreachable';
}

/**
 * Reads a key set from an address that a tenant named. The name is judged again when it has been resolved, by the very
 * look-up that the connection uses, so that a name that answers differently the second time (DNS rebinding) gains
 * nothing. No redirects, no cookies, no proxy; bounded in time and size.
 */
export async function fetchKeySet(url: string, policy: AddressPolicy): Promise<string> {
  const problem = addressProblem(url, policy);
  if (problem !== null) throw new KeysUnreachable(`the address ${problem}`);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await send(new URL(url), {
      signal,
      lookup: guardedLookup(policy),
      agent: false,
      headers: { accept: 'application/json' },
    });
    return await readText(response);
  } catch (error) {
    throw error instanceof KeysUnreachable
      ? error
      : new KeysUnreachable(signal.aborted ? 'no answer in time' : 'no connection', { cause: error });
  }
}

function send(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const guarded = isIP(host) === 0 ? options : { ...options, lookup: undefined }; // a literal was judged by addressProblem
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, guarded, resolve);
    request.on('error', reject);
    request.end();
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new KeysUnreachable(`status ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = Buffer.from(chunk as Uint8Array); // a stream without encoding yields bytes
    bytes += part.length;
    if (bytes > BYTES_MAX) throw new KeysUnreachable('the answer is too large');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Answered = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  answered: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** The look-up of one connection: it hands out public addresses only, so there is no second answer that could differ. */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = resolveName) {
  return (hostname: string, options: LookupOptions, answered: Answered): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return answered(error, []);
      const allowed = addresses.filter(({ address }) => mayConnectTo(address, policy));
      const [first] = allowed;
      if (first === undefined)
        return answered(new KeysUnreachable('the name leads to an address that is not public'), []);
      return options.all === true ? answered(null, allowed) : answered(null, first.address, first.family);
    });
  };
}
