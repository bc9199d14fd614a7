import { BlockList, isIP } from 'node:net';

/** An IPv4 or IPv6 network in CIDR notation, with no bits set beyond its prefix. */
export function isNetwork(cidr: string): boolean {
  const parts = split(cidr);
  return parts !== null && !hasHostBits(parts);
}

/** Whether the address lies in one of the networks. An IPv4 address written as IPv6 (`::ffff:…`) is the same address. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  const plain = plainAddress(address);
  const version = isIP(plain);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  for (const network of networks) {
    const parts = split(network);
    // Node would find every IPv4 address in ::/0, which nobody who writes it means.
    if (parts?.family === family) list.addSubnet(parts.base, parts.bits, family);
  }
  return list.check(plain, family);
}

interface Network {
  readonly base: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function split(cidr: string): Network | null {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(cidr);
  const [, base = '', prefix = ''] = match ?? [];
  const version = isIP(base);
  const bits = Number(prefix);
  if (version === 0 || prefix === '' || bits > (version === 4 ? 32 : 128)) return null;
  return { base, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** `10.1.2.3/8` is more likely a typing error than a wish to let sixteen million addresses in. */
function hasHostBits({ base, bits, family }: Network): boolean {
  const bytes = family === 'ipv4' ? base.split('.').map(Number) : ipv6Bytes(base);
  return bytes.some((byte, index) => (byte & ~maskByte(bits, index) & 0xff) !== 0);
}

function maskByte(bits: number, index: number): number {
  const kept = Math.min(8, Math.max(0, bits - index * 8));
  return (0xff << (8 - kept)) & 0xff;
}

function ipv6Bytes(address: string): readonly number[] {
  const [head = '', tail] = embeddedIpv4AsHex(address).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros: string[] = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return [...front, ...zeros, ...back].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
}

function embeddedIpv4AsHex(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
}

function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}
