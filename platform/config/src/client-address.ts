import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Where the client is, for rules about networks. Each trusted proxy appends the address that it was called from, so
 * with n proxies the client is the n-th entry from the right; everything left of it is the client's own claim.
 * Null when the proxies did not say: a rule about networks then refuses, where the proxy's own address might pass.
 */
export function clientAddress(
  request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>,
  trustedProxies: number,
): string | null {
  if (trustedProxies === 0) return normalise(request.socket.remoteAddress ?? '');
  const hops = (request.headersDistinct['x-forwarded-for'] ?? []).join(',').split(',');
  return normalise(hops.at(-trustedProxies)?.trim() ?? '');
}

/** Without port and brackets, and with IPv4 in its own notation, so that one client is one address. */
function normalise(address: string): string | null {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(address)?.[1] ?? address;
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(bare)?.[1] ?? bare;
  return isIP(mapped) === 0 ? null : mapped.toLowerCase();
}
