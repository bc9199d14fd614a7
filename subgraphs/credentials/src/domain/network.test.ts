import { describe, expect, test } from 'vitest';
import { isNetwork, isWithin } from './network.js';

describe('a network', () => {
  test.each([
    '203.0.113.0/24',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '198.51.100.7/32',
    '2001:db8::/32',
    '::/0',
    '::1/128',
    '2001:db8:0:4::/62',
    '::ffff:10.0.0.0/104',
  ])('is %s', (cidr) => {
    expect(isNetwork(cidr)).toBe(true);
  });

  test.each([
    '203.0.113.0',
    '203.0.113.0/33',
    '203.0.113.1/24',
    '10.1.2.3/8',
    '2001:db8::/129',
    '2001:db8::1/32',
    '/24',
    'example.com/24',
    '10.0.0.0/-1',
    '10.0.0.0/8 ',
    'fe80::%eth0/64',
    '',
  ])('is not %j', (cidr) => {
    expect(isNetwork(cidr)).toBe(false);
  });
});

describe('an address', () => {
  test.each([
    ['203.0.113.255', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:ffff::1', '2001:db8::/32'],
  ])('%s is within %s', (address, network) => {
    expect(isWithin(address, [network])).toBe(true);
  });

  test.each([
    ['203.0.114.0', '203.0.113.0/24'],
    ['2001:db9::1', '2001:db8::/32'],
    ['not an address', '0.0.0.0/0'],
    ['203.0.113.7', '::/0'],
  ])('%s is outside %s', (address, network) => {
    expect(isWithin(address, [network])).toBe(false);
  });

  test('is within no network of none', () => {
    expect(isWithin('203.0.113.7', [])).toBe(false);
  });
});
