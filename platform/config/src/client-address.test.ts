import { describe, expect, test } from 'vitest';
import { clientAddress } from './client-address.js';

const from = (remoteAddress: string, forwarded: readonly string[], trustedProxies: number): string | null =>
  clientAddress(
    { socket: { remoteAddress }, headersDistinct: { 'x-forwarded-for': [...forwarded] } } as never,
    trustedProxies,
  );

describe('the client’s address', () => {
  test('is the peer when no proxy is trusted, whatever is claimed', () => {
    expect(from('::ffff:9.9.9.9', ['6.6.6.6'], 0)).toBe('9.9.9.9');
    expect(from('2001:DB8::1', [], 0)).toBe('2001:db8::1');
  });

  test('is what the outermost trusted proxy was called from', () => {
    expect(from('10.0.0.1', ['6.6.6.6, 9.9.9.9'], 1)).toBe('9.9.9.9');
    expect(from('10.0.0.1', ['6.6.6.6, 9.9.9.9, 10.0.0.2'], 2)).toBe('9.9.9.9');
    expect(from('10.0.0.1', ['6.6.6.6', '9.9.9.9'], 1)).toBe('9.9.9.9');
    expect(from('10.0.0.1', ['[2001:db8::1]:443'], 1)).toBe('2001:db8::1');
    expect(from('10.0.0.1', ['9.9.9.9:1234'], 1)).toBe('9.9.9.9');
  });

  test('is unknown when the proxies did not say, rather than the proxy’s own', () => {
    expect(from('10.0.0.1', [], 1)).toBeNull();
    expect(from('10.0.0.1', ['9.9.9.9'], 2)).toBeNull();
    expect(from('10.0.0.1', ['unknown'], 1)).toBeNull();
  });
});
