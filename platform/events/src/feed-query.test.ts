import { describe, expect, test } from 'vitest';
import { parseFeedQuery } from './feed-query.js';

const parse = (query: string) => parseFeedQuery(new URLSearchParams(query));

const FEED = '00000000-0000-4000-8000-000000000001.0000000A';

describe('what a reader asks for', () => {
  test('is a list of event types, and where to start', () => {
    expect(parse('types=a.b,c.d&after=7.1')).toEqual({ types: ['a.b', 'c.d'], after: { xid: 7n, id: 1n }, feed: null });
    expect(parse('types=a.b&after=head')).toEqual({ types: ['a.b'], after: 'head', feed: null });
    expect(parse('types=a.b')).toEqual({ types: ['a.b'], after: null, feed: null });
    expect(parse(`types=a.b&after=7.1&feed=${FEED}`)).toMatchObject({ feed: FEED });
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

  test.each(['feed=', 'feed=x', `feed=${FEED}&feed=${FEED}`, `feed=${FEED}';--`])(
    'is refused with a history that no database names so: %j',
    (feed) => {
      expect(parse(`types=a.b&after=7.1&${feed}`)).toHaveProperty('problem', expect.stringContaining('feed'));
    },
  );
});
