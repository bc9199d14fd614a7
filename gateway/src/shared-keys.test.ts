import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { askForKeys, sharedKeysOf } from './shared-keys.js';

const supergraph = parse(`
  type Query @join__type(graph: A) @join__type(graph: B) {
    tenant: Tenant
    mine: Tenant @join__field(graph: A)
    both: Tenant! @join__field(graph: A) @join__field(graph: B)
    list: [Tenant!]
    count: Int
  }
  type Tenant @join__type(graph: A, key: "id region") @join__type(graph: B, key: "owner { id }") { id: ID! }
`);

describe('a root field that several subgraphs resolve', () => {
  test('is known with the key that this subgraph can add', () => {
    expect([...sharedKeysOf(supergraph, 'A')]).toEqual([
      ['tenant', ['id', 'region']],
      ['both', ['id', 'region']],
    ]);
    expect([...sharedKeysOf(supergraph, 'B')]).toEqual([]);
    expect([...sharedKeysOf(supergraph, 'C')]).toEqual([]);
  });

  const ask = askForKeys(sharedKeysOf(supergraph, 'A'));
  test.each([
    ['{tenant{name}}', '{tenant{name id region}}'],
    ['query Q($x:Int){a:tenant{id name(x:$x)}mine{name}}', 'query Q($x:Int){a:tenant{id name(x:$x)region}mine{name}}'],
    [
      '{...on Query@include(if:true){tenant{tenant{name}}}}',
      '{...on Query@include(if:true){tenant{tenant{name}id region}}}',
    ],
    ['{tenant{id region}}', '{tenant{id region}}'],
    ['mutation{tenant{name}}', 'mutation{tenant{name}}'],
  ])('%s is asked for as %s', (query, expected) => {
    expect(ask(query)).toBe(expected);
    expect(ask(query)).toBe(expected);
  });
});
