import { describe, expect, test } from 'vitest';
import { ACCEPTED_FILE } from '../contract/acceptances.js';
import { cleanBase, codesIn, edited, find, ITEM_FILE, ITEM_OPERATION, SALE_FILE } from '../../test/world.js';

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
      'BREAKING_CHANGE',
      'ACCEPTANCE_EXPIRED',
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

  test('is felt through a variable, whatever it holds', async () => {
    const sell = 'mutation Sell($input: SellItemInput!) { sellItem(input: $input) { consistencyToken } }';
    const base = await cleanBase({ 'schema/operations/sell.graphql': sell });
    const edits = await edited(SALE_FILE, '  "Later."\n  LATER\n', '');
    expect(await find('diff', { base, edits })).toEqual([
      expect.stringMatching(/^error BREAKING_CHANGE Payment.LATER: .*Used by Sell at the base/),
    ]);
  });
});

describe('compared with the base', () => {
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
