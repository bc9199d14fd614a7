import { describe, expect, test } from 'vitest';
import { formatPosition, isAfter, later, parsePosition } from './position.js';

describe('a position', () => {
  test('is read as it is written', () => {
    expect(parsePosition('123.45')).toEqual({ xid: 123n, id: 45n });
    expect(formatPosition({ xid: 123n, id: 45n })).toBe('123.45');
  });

  test.each([
    '',
    '1',
    '1.',
    '.1',
    '1.2.3',
    '-1.2',
    '1.2 ',
    'head',
    '1e3.1',
    '99999999999999999999.1',
    '1.9999999999999999999',
  ])('is not %j', (text) => {
    expect(parsePosition(text)).toBeNull();
  });

  test('may be as large as the database’s numbers', () => {
    expect(parsePosition('18446744073709551615.9223372036854775807')).not.toBeNull();
    expect(parsePosition('18446744073709551616.1')).toBeNull();
    expect(parsePosition('1.9223372036854775808')).toBeNull();
  });

  test('is ordered by transaction, then by event, as numbers', () => {
    expect(isAfter({ xid: 10n, id: 1n }, { xid: 9n, id: 99n })).toBe(true);
    expect(isAfter({ xid: 9n, id: 10n }, { xid: 9n, id: 9n })).toBe(true);
    expect(isAfter({ xid: 9n, id: 9n }, { xid: 9n, id: 9n })).toBe(false);
    expect(later({ xid: 1n, id: 1n }, { xid: 2n, id: 0n })).toEqual({ xid: 2n, id: 0n });
  });
});
