import { describe, expect, test } from 'vitest';
import { parseFeedQuery } from './feed-query.js';

const parse = (query: string) => parseFeedQuery(new URLSearchParams(query));

describe('what a reader asks for', () => {
  test('is a list of event types, and where to start', () => {
    expect(parse('types=a.b,c.d&after=7.1')).toEqual({ types: ['a.b', 'c.d'], after: { xid: 7n, id: 1n } });
    expect(parse('types=a.b&after=head')).toEqual({ types: ['a.b'], after: 'head' });
    expect(parse('types=a.b')).toEqual({ types: ['a.b'], after: null });
  });

  test.each([
    '',
    'types=',
    'types=a',
    'types=a.b,',
    "types=a.b';--",
    `types=${Array.from({ length: 51 }, (_, index) => `a.b${index}`).join(',')}`,
  ])('is refused without usable types: %j', (query) => {
    expect(parse(query)).toHaveProperty('problem', expect.stringContaining('types'));
  });

  test.each(['types=a.b&after=', 'types=a.b&after=x', 'types=a.b&after=1.1&after=2.2'])(
    'is refused with an unusable position: %j',
    (query) => {
      expect(parse(query)).toHaveProperty('problem', expect.stringContaining('after'));
    },
  );
});
