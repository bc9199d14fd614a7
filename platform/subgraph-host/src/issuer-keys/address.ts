import { BlockList, isIP } from 'node:net';

/** On a developer's machine an issuer may be on loopback and without TLS; nowhere else. */
export interface AddressPolicy {
  readonly loopbackAllowed: boolean;
}

/** What is wrong with a URL that we would fetch keys from, as the end of a sentence; null when nothing is. */
export function addressProblem(text: string, policy: AddressPolicy): string | null {
  const url = URL.canParse(text) && text.length <= 500 ? new URL(text) : null;
  if (url === null) return 'must be an absolute https URL of at most 500 characters.';
  if (url.username !== '' || url.password !== '') return 'must carry no credentials.';
  if (url.hash !== '') return 'must have no fragment.';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (policy.loopbackAllowed && isLoopbackHost(host) && /^https?:$/.test(url.protocol)) return null;
  return url.protocol === 'https:' ? hostProblem(host) : 'must be https.';
}

function hostProblem(host: string): string | null {
  if (isIP(host) === 0) return isPublicName(host) ? null : 'must be a public host name.';
  return isPublicAddress(host) ? null : 'must not be a private, loopback or link-local address.';
}

/** Whether a resolved address may be connected to. Private networks hold metadata services and our own neighbours. */
export function mayConnectTo(address: string, policy: AddressPolicy): boolean {
  return isPublicAddress(address) || (policy.loopbackAllowed && isLoopbackHost(address));
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function isPublicName(host: string): boolean {
  return (
    host.includes('.') && !/\.(?:localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/i.test(host)
  );
}

function isPublicAddress(address: string): boolean {
  if (isIP(address) === 6) return !NOT_PUBLIC_V6.check(address, 'ipv6');
  return isIP(address) === 4 && !NOT_PUBLIC_V4.check(address, 'ipv4');
}

/** The special-purpose ranges of RFC 6890. */
const NOT_PUBLIC_V4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]);

/** Everything that is not global unicast, and what carries an IPv4 address inside. A list of its own: one list would match an IPv4 address as its IPv6 form, too. */
const NOT_PUBLIC_V6 = blockList('ipv6', [
  ['::', 3],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['4000::', 2],
  ['8000::', 1],
]);

function blockList(family: 'ipv4' | 'ipv6', networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}
