import { describe, expect, test } from 'vitest';
import { cleanBase, codesIn, edited, find, ITEM_FILE, SALE_FILE } from '../../test/world.js';

describe('by convention', () => {
  test.each([
    ['a type', ITEM_FILE, '"Where an item stands."\n', '', 'StockState'],
    ['a field', SALE_FILE, '  "In minor units."\n', '', 'Price.amount'],
    ['an argument', ITEM_FILE, '    "Its id."\n', '', 'Query.item\\(id:\\)'],
    ['an input field', SALE_FILE, '  "How it is paid."\n', '', 'SellItemInput.payment'],
    ['an enum value', SALE_FILE, '  "Later."\n', '', 'Payment.LATER'],
  ])('%s has a description', async (_, file, from, to, coordinate) => {
    const found = await find('conventions', { edits: await edited(file, from, to) });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^error DESCRIPTION_MISSING ${coordinate}: `))]);
  });

  test.each([
    ['takes one input', '    input: SellItemInput!', '    item: ID!', 'one input'],
    ['is named by an idempotency key', '  idempotencyKey: ID!', '  key: ID!', 'no idempotencyKey'],
    ['answers errors', '  errors: [MutationError!]!', '  errors: [MutationError!]', 'no errors'],
    [
      'answers a consistency token',
      '  consistencyToken: ConsistencyToken',
      '  token: ConsistencyToken',
      'no consistencyToken',
    ],
    ['returns a payload', '): SellItemPayload!', '): Item', 'no …Payload!'],
  ])('a mutation %s', async (_, from, to, words) => {
    const found = await find('conventions', { edits: await edited(SALE_FILE, from, to) });
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`^error MUTATION_SHAPE Mutation.sellItem: .*${words}`)),
    );
  });

  test.each([
    ['has edges', '  edges: [ItemEdge!]!', '  edges: [ItemEdge!]'],
    ['has a pageInfo', '  pageInfo: PageInfo!', '  page: PageInfo!'],
    ['has cursors', '  cursor: String!', '  cursor: String'],
    ['has nodes', '  node: Item!', '  item: Item!'],
    ['is asked by first and after', '    first: Int = 50', '    first: Int!'],
    ['is asked by a number', '    first: Int = 50', '    first: String = "50"'],
    ['is asked by a cursor', '    after: String', '    after: Int'],
  ])('a connection %s', async (_, from, to) => {
    expect(await codesIn('conventions', { edits: await edited(ITEM_FILE, from, to) })).toEqual(['CONNECTION_SHAPE']);
  });

  test('a list holds no nulls', async () => {
    const edits = await edited(ITEM_FILE, '  name: String', '  name: [String]');
    expect(await codesIn('conventions', { edits })).toEqual(['LIST_OF_NULLS']);
  });

  test.each([
    ['a root field', ITEM_FILE, '): ItemConnection', '): ItemConnection!', 'Query.items'],
    [
      'an owner’s own field of an entity that several describe',
      ITEM_FILE,
      '  name: String',
      '  name: String!',
      'Item.name',
    ],
    ['another domain’s field of it', SALE_FILE, '  price: Price', '  price: Price!', 'Item.price'],
  ])('%s is nullable', async (_, file, from, to, coordinate) => {
    const found = await find('conventions', { edits: await edited(file, from, to) });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^error NULLABILITY_AT_EDGE ${coordinate}: `))]);
  });

  test.each([
    ['by another name', '  price: Price', '  price: Price\n  "Who sells it."\n  seller: Tenant'],
    ['by an argument', '  price: Price', '  price: Price\n  "Who sells it."\n  tenant("Which." id: ID): Tenant'],
    ['as a list', '  price: Price', '  price: Price\n  "Who sells it."\n  tenant: [Tenant!]'],
  ])('another tenant is not answered %s', async (_, from, to) => {
    const found = await codesIn('conventions', { edits: await edited(SALE_FILE, from, to) });
    expect(found).toEqual(['TENANT_FOREIGN']);
  });
});

describe('a description that changes', () => {
  test.each([
    ['of a decision', '"The answer."', '"The answer, as far as anybody knows."', 'Availability.available'],
    ['of a state that a decision can have', '"On the shelf."', '"On some shelf."', 'StockState.HERE'],
    [
      'of what leads to a decision',
      '"Whether it can be sold now."',
      '"Whether it can be sold soon."',
      'Item.availability',
    ],
  ])('%s asks for a note', async (_, from, to, coordinate) => {
    const found = await find('meaning', { base: await cleanBase(), edits: await edited(ITEM_FILE, from, to) });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^warning MEANING_CHANGED ${coordinate}: .*said «`))]);
  });

  test('of anything else does not', async () => {
    const edits = await edited(ITEM_FILE, '"Its name."', '"Its name, for people."');
    expect(await find('meaning', { base: await cleanBase(), edits })).toEqual([]);
  });

  test('is quiet with a note', async () => {
    const note = {
      code: 'MEANING_CHANGED',
      coordinate: 'Availability.available',
      reason: 'Only the wording; it means the same.',
      owner: 'stock',
      until: '2027-01-31',
    };
    const edits = {
      ...(await edited(ITEM_FILE, '"The answer."', '"The answer, now."')),
      'schema/contract/accepted.json': JSON.stringify([note]),
    };
    expect(await find('meaning', { base: await cleanBase(), edits })).toEqual([]);
  });
});
