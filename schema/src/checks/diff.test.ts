import { diff } from '@graphql-inspector/core';
import { buildSchema, Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ACCEPTED_FILE } from '../contract/acceptances.js';
import { feltBy, type Change } from '../contract/felt.js';
import { usesOf } from '../contract/uses.js';
import { SALES } from '../../test/shop.js';
import { cleanBase, codesIn, edited, find, ITEM_FILE, ITEM_OPERATION, judge, SALE_FILE } from '../../test/world.js';

const withoutPrice = async () => ({
  ...(await edited(
    SALE_FILE,
    '  "What it costs. Null while nobody sells it."\n  price: Price\n',
    '  "Who sells it."\n  seller: Price\n',
  )),
  ...(await edited(ITEM_OPERATION, ' price { amount }', '')),
});

describe('compared with the base, a breaking change', () => {
  test('fails while an operation of the base uses it, though the proposal changed that operation', async () => {
    expect(await find('diff', { base: await cleanBase(), edits: await withoutPrice() })).toEqual([
      expect.stringMatching(/^error BREAKING_CHANGE Item.price: .*removed.*Used by Item at the base/),
    ]);
  });

  test('passes when no operation uses it, here or at the base', async () => {
    const base = await cleanBase({ [ITEM_OPERATION]: 'query Item($id: ID!) { item(id: $id) { id name } }' });
    expect(await find('diff', { base, edits: await withoutPrice() })).toEqual([
      expect.stringMatching(/^notice UNUSED_CHANGE Item.price: .*No registered operation uses it/),
    ]);
  });

  test('fails while a client’s manifest uses it', async () => {
    const operations = [{ id: 'a', name: 'Sold', type: 'query', body: 'query Sold { tenant { soldCount } }' }];
    const clients = {
      'schema/clients/app.json': JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
    };
    const edits = { ...clients, ...(await edited(SALE_FILE, '  soldCount: Int', '  salesCount: Int')) };
    expect(await find('diff', { base: await cleanBase(), edits })).toEqual([
      expect.stringMatching(/^error BREAKING_CHANGE Tenant.soldCount: .*Used by app\/Sold/),
    ]);
  });

  test('is accepted in the file, until its end date', async () => {
    const entry = {
      code: 'BREAKING_CHANGE',
      coordinate: 'Item.price',
      reason: 'Nobody shows prices.',
      owner: 'sales',
      until: '2026-11-21',
    };
    const edits = { ...(await withoutPrice()), [ACCEPTED_FILE]: JSON.stringify([entry]) };
    const base = await cleanBase();
    expect(await codesIn('diff', { base, edits })).toEqual([]);
    expect(await codesIn('diff', { base, edits, today: '2026-11-22' })).toEqual([
      'ACCEPTANCE_EXPIRED',
      'BREAKING_CHANGE',
    ]);
  });

  test.each([
    ['a type that became another', ITEM_FILE, '  name: String', '  name: Int', 'Item.name'],
    [
      'an argument that became required',
      ITEM_FILE,
      '    id: ID!\n  ): Item',
      '    id: ID!\n    "Which language."\n    language: String!\n  ): Item',
      'Query.item.language',
    ],
  ])('is %s', async (_, file, from, to, coordinate) => {
    const found = await find('diff', { base: await cleanBase(), edits: await edited(file, from, to) });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^error BREAKING_CHANGE ${coordinate}: `))]);
  });

  test('is shown where what it belonged to is written by its owner', async () => {
    const { findings } = await judge('diff', { base: await cleanBase(), edits: await withoutPrice() });
    const line = SALES.split('\n').findIndex((each) => each.startsWith('type Item ')) + 1;
    expect(findings.map(({ place }) => place)).toEqual([{ file: SALE_FILE, line, column: 6 }]);
  });

  test.each([
    [
      'an input’s new field that is required',
      'input SellItemInput {',
      'input SellItemInput {\n  "x"\n  colour: String!',
    ],
    ['an enum’s value', '  "Later."\n  LATER\n', ''],
  ])('is felt by who writes the input out: %s', async (_, from, to) => {
    const sell =
      'mutation Sell { sellItem(input: { itemId: "1", payment: LATER, idempotencyKey: "k" }) { consistencyToken } }';
    const base = await cleanBase({ 'schema/operations/sell.graphql': sell });
    expect(await find('diff', { base, edits: await edited(SALE_FILE, from, to) })).toEqual([
      expect.stringMatching(/^error BREAKING_CHANGE .*Used by Sell at the base/),
    ]);
  });

  test('is felt by who asks an interface that a type leaves', async () => {
    const before = `interface Named { name: String }\ntype A implements Named { name: String }\n`;
    const query = 'type Query { named: Named }\n';
    const base = buildSchema(`${query}${before}type B implements Named { name: String }`);
    const now = buildSchema(`${query}${before}type B { name: String }`);
    const document = parse('query Names { named { name } }');
    const [node] = document.definitions;
    if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error('It is an operation.');
    const uses = usesOf(base, { name: 'Names', node, document, isRegistered: true, place: null });
    const changes: readonly Change[] = await diff(base, now);
    expect(changes.map((change) => [change.type, feltBy(base, change, [{ name: 'Names', uses }])])).toEqual([
      ['OBJECT_TYPE_INTERFACE_REMOVED', ['Names']],
    ]);
  });

  test('of the whole schema is felt by everybody', async () => {
    const base = buildSchema('schema { query: Old }\ntype Old { a: Int }\ntype New { a: Int }');
    const now = buildSchema('schema { query: New }\ntype Old { a: Int }\ntype New { a: Int }');
    const changes: readonly Change[] = await diff(base, now);
    const users = [{ name: 'Any', uses: new Map() }];
    expect(changes.map((change) => [change.type, feltBy(base, change, users)])).toEqual([
      ['SCHEMA_QUERY_TYPE_CHANGED', ['Any']],
    ]);
  });

  test('is felt through a variable, whatever it holds', async () => {
    const sell = 'mutation Sell($input: SellItemInput!) { sellItem(input: $input) { consistencyToken } }';
    const base = await cleanBase({ 'schema/operations/sell.graphql': sell });
    const edits = await edited(SALE_FILE, '  "Later."\n  LATER\n', '');
    expect(await find('diff', { base, edits })).toEqual([
      expect.stringMatching(/^error BREAKING_CHANGE Payment.LATER: .*Used by Sell at the base/),
    ]);
  });
});

describe('without a base to compare with', () => {
  test('a notice says so', async () => {
    const { findings } = await judge('diff');
    expect(findings).toMatchObject([
      { code: 'BASE_MISSING', severity: 'notice', place: { file: 'schema/api.graphql' } },
    ]);
  });
});

describe('compared with the base', () => {
  test('what cannot be read there is said, and does not stop the proposal that repairs it', async () => {
    const base = await cleanBase({
      'schema/clients/app.json': '{',
      'schema/operations/broken.graphql': 'query {',
      'schema/contract/words.json': '{ "stock": {} }',
    });
    expect(await find('diff,reasons,actions', { base })).toEqual([
      expect.stringMatching(/^warning BASE_UNREADABLE : At main, schema\/clients\/app.json is not JSON/),
      expect.stringMatching(/^warning BASE_UNREADABLE : At main, schema\/contract\/words.json is not what it should/),
      expect.stringMatching(/^warning BASE_UNREADABLE : At main, schema\/contract\/words.json is not what it should/),
      expect.stringMatching(/^warning BASE_UNREADABLE : At main, Syntax Error/),
    ]);
  });

  test('a new enum value is dangerous, which is a warning', async () => {
    const edits = await edited(ITEM_FILE, '  COMING\n', '  COMING\n  "Never again."\n  GONE\n');
    expect(await find('diff', { base: await cleanBase(), edits })).toEqual([
      expect.stringMatching(/^warning DANGEROUS_CHANGE StockState.GONE: /),
    ]);
  });

  test('a new field is safe', async () => {
    const edits = await edited(ITEM_FILE, '"Its name."', '"Its weight."\n  weight: Int\n  "Its name."');
    expect(await find('diff', { base: await cleanBase(), edits })).toEqual([]);
  });
});
