import type { IncomingMessage } from 'node:http';
import type { Answer } from '@bailiwick/gateway';

const BODY_BYTES_MAX = 1_024;

export interface Door {
  readonly host: string;
  readonly port: number;
  readonly method: 'GET' | 'POST';
}

/**
 * Null for the page that this gateway served; otherwise what is wrong.
 *
 * `Host` is what tells a page on a name that was pointed at this machine (DNS rebinding): such a page is of our address,
 * but not of our name. `Origin` and `Sec-Fetch-Site` tell every other page; a browser writes both, no script can. Whoever
 * asks for a credential must say where they come from, so a missing `Origin` is a no as well.
 */
export function refuseStranger(request: IncomingMessage, door: Door): Answer | null {
  const { method, headers } = request;
  if (method !== door.method) return problem(405, `Only ${door.method} is answered here.`, { allow: door.method });
  const authority = authorityOf(request, door);
  if (authority === null)
    return problem(403, `The picker answers only at http://${authorities(door)[0] ?? ''}/. Open the Playground there.`);
  if (!isOurPage(request, authority)) return problem(403, 'The picker answers only the Playground of this gateway.');
  if (method === 'POST' && headers['content-type'] !== 'application/json')
    return problem(415, "Send JSON: 'Content-Type: application/json'.");
  return null;
}

/** Null when it is not this gateway that was asked for, or two different ones. */
function authorityOf({ headersDistinct }: IncomingMessage, door: Door): string | null {
  const [authority, ...more] = headersDistinct['host'] ?? [];
  return authority !== undefined && more.length === 0 && authorities(door).includes(authority) ? authority : null;
}

function isOurPage({ method, headers }: IncomingMessage, authority: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  const isOurOrigin = origin === undefined ? method === 'GET' : origin === `http://${authority}`;
  return isOurOrigin && (site === undefined || site === 'same-origin');
}

/** `localhost` is never another machine's name (RFC 6761 §6.3), so that no page elsewhere can be called so. */
function authorities({ host, port }: Door): readonly string[] {
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return [...new Set([bracketed, 'localhost'])].map((name) => `${name}:${String(port)}`);
}

/** Undefined for what is no JSON, or more than a credential could be asked for with. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

export function answerJson(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cross-origin-resource-policy': 'same-origin',
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

/** In the shape that the gateway answers everything else. */
export function problem(status: number, message: string, headers: Answer['headers'] = {}): Answer {
  return answerJson(status, { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }, headers);
}
