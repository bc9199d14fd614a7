import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { failedFetch, missedPaths } from './unavailable.js';

const error = { message: 'away', extensions: { code: 'X' } };

describe('a fetch that failed', () => {
  test('is an error at each response key it was to fill', () => {
    const errors = failedFetch(
      parse('query A { x: tenant { id ...F } ... on Query @include(if: true) { may } } fragment F on Tenant { plan }'),
      0,
      error,
    );
    expect(errors.map(({ path, extensions }) => [path, extensions?.['missing']])).toEqual([
      [['x'], { id: {}, plan: {} }],
      [['may'], {}],
    ]);
  });

  test('is an error at each entity, up to a bound', () => {
    const document = parse('query A($r: [_Any!]!) { _entities(representations: $r) { ... on Person { roles } } }');
    expect(failedFetch(document, 2, error).map(({ path }) => path)).toEqual([
      ['_entities', 0],
      ['_entities', 1],
    ]);
    expect(failedFetch(document, 1_000, error)).toHaveLength(50);
  });

  test('is missed where the answer has a hole, and not where somebody else filled it', () => {
    const missing = { plan: {}, name: {}, people: { roles: {} } };
    expect(missedPaths({ tenant: null }, ['tenant'], missing)).toEqual([['tenant']]);
    expect(
      missedPaths(
        { tenant: { plan: null, name: 'Acme', people: [{ roles: null }, null, { roles: [] }] } },
        ['tenant'],
        missing,
      ),
    ).toEqual([
      ['tenant', 'plan'],
      ['tenant', 'people', 0, 'roles'],
      ['tenant', 'people', 1],
    ]);
    expect(missedPaths({ tenant: { other: null } }, ['tenant'], missing)).toEqual([]);
    expect(missedPaths(null, ['tenant'], missing)).toEqual([['tenant']]);
  });
});
