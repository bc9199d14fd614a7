import { describe, expect, test } from 'vitest';
import { ACCEPTED_FILE } from '../contract/acceptances.js';
import { codesIn, edited, find, ITEM_FILE, ITEM_OPERATION, judge, SALE_FILE } from '../../test/world.js';

const manifest = (name: string, body: string, id = 'a1') => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id, name, type: 'query', body }],
});
const client = (name: string, body: string) => ({
  'schema/clients/shop.json': JSON.stringify(manifest(name, body), null, 2),
});

describe('an operation', () => {
  test('that asks for what is not there is found at its line', async () => {
    const edits = await edited(ITEM_OPERATION, 'price { amount }', 'colour');
    expect(await find('operations', { edits })).toEqual([
      expect.stringMatching(/^error OPERATION_INVALID Item: Item: .*colour/),
    ]);
  });

  test.each([
    ['is not GraphQL', 'query {', 'OPERATION_UNREADABLE'],
    ['has no name', '{ tenant { id } }', 'OPERATION_UNNAMED'],
    ['has another’s name', 'query Item { tenant { id } }', 'OPERATION_UNNAMED'],
  ])('that %s is refused', async (_, text, code) => {
    expect(await codesIn('operations', { edits: { 'schema/operations/planted.graphql': text } })).toEqual([code]);
  });

  test('of a client is found in its manifest', async () => {
    const found = await find('operations', { edits: client('Colour', 'query Colour { tenant { colour } }') });
    expect(found).toEqual([expect.stringMatching(/^error OPERATION_INVALID shop\/Colour: /)]);
  });

  test('of a manifest that was only handed over is judged like a registered one, but needs no record', async () => {
    const given = (body: string) => [{ file: '/elsewhere/app.json', text: JSON.stringify(manifest('Mine', body)) }];
    expect(await codesIn('operations,plans,survival', { manifests: given('query Mine { tenant { id } }') })).toEqual(
      [],
    );
    expect(await codesIn('operations', { manifests: given('query Mine { nothing }') })).toEqual(['OPERATION_INVALID']);
  });

  test.each([
    ['another name', 'query Other { tenant { id } }', 'It is query Other, and the manifest says query Mine.'],
    ['another kind', 'mutation Mine { sellItem { errors { code } } }', 'It is mutation Mine'],
    ['no operation', 'fragment Mine on Tenant { id }', 'It does not hold exactly one operation.'],
    ['two operations', 'query Mine { tenant { id } } query B { tenant { id } }', 'exactly one operation'],
    ['no GraphQL', 'query Mine {', 'Syntax Error'],
  ])('of a manifest whose body is %s is refused', async (_, body, problem) => {
    expect(await find('operations', { edits: client('Mine', body) })).toEqual([
      expect.stringMatching(new RegExp(`^error OPERATION_UNREADABLE : The body of Mine cannot be used: .*${problem}`)),
    ]);
  });

  test('of a manifest that is handed over stands for the one that the same client registered', async () => {
    const given = [
      { file: '/elsewhere/shop.json', text: JSON.stringify(manifest('Mine', 'query Mine { tenant { id } }')) },
    ];
    const edits = client('Mine', 'query Mine { tenant { colour } }');
    expect(await codesIn('operations', { edits })).toEqual(['OPERATION_INVALID']);
    expect(await codesIn('operations', { edits, manifests: given })).toEqual([]);
  });

  test('of a broken manifest stops the command with what is wrong', async () => {
    const broken = { 'schema/clients/shop.json': '{ "format": "another" }' };
    await expect(find('operations', { edits: broken })).rejects.toThrow(
      /schema\/clients\/shop.json is not what it should be. format/,
    );
  });

  test('that uses a deprecated field needs an entry', async () => {
    const edits = await edited(SALE_FILE, '  price: Price', '  price: Price @deprecated(reason: "Ask for offers.")');
    expect(await find('operations', { edits })).toEqual([
      expect.stringMatching(/^error DEPRECATED_USE Item Item.price: .*Ask for offers/),
    ]);
  });
});

describe('an acceptance', () => {
  const entry = {
    code: 'DEPRECATED_USE',
    coordinate: 'Item Item.price',
    reason: 'The screen moves in spring.',
    owner: 'web',
    until: '2026-12-31',
  };
  const planted = async (entries: readonly object[]) => ({
    ...(await edited(SALE_FILE, '  price: Price', '  price: Price @deprecated(reason: "Ask for offers.")')),
    [ACCEPTED_FILE]: JSON.stringify(entries),
  });

  test('lifts what it names', async () => {
    expect(await codesIn('operations', { edits: await planted([entry]) })).toEqual([]);
  });

  test('lifts nothing after its end date, and is an error itself', async () => {
    const found = await find('operations', { edits: await planted([entry]), today: '2027-01-01' });
    expect(found).toEqual([
      expect.stringMatching(/^error ACCEPTANCE_EXPIRED Item Item.price: .*until 2026-12-31. web finishes it/),
      expect.stringMatching(/^error DEPRECATED_USE /),
    ]);
    expect(await codesIn('operations', { edits: await planted([entry]), today: '2026-12-31' })).toEqual([]);
  });

  test('that lifts nothing is a warning, but not when its check did not run', async () => {
    const edits = await planted([entry, { ...entry, coordinate: 'Item Item.name' }]);
    expect(await find('operations', { edits })).toEqual([
      expect.stringMatching(/^warning ACCEPTANCE_UNUSED Item Item.name/),
    ]);
    expect(await codesIn('plans', { edits })).toEqual([]);
  });

  test('of what cannot be accepted is an error', async () => {
    const edits = await planted([entry, { ...entry, code: 'COMPOSITION_FAILED' }]);
    expect(await codesIn('operations', { edits })).toEqual(['ACCEPTANCE_UNKNOWN']);
  });

  test('that a check could not look for is not called unused', async () => {
    const edits = await planted([entry]);
    const broken = await edited(SALE_FILE, 'price: Price', 'price: Nothing');
    const { findings, ran } = await judge('composition,operations', { edits: { ...edits, ...broken } });
    expect(findings.map(({ code }) => code)).toEqual(['COMPOSITION_FAILED']);
    expect(ran).toEqual(['composition']);
  });

  test.each(['reason', 'owner', 'until'])('without a %s stops the command', async (member) => {
    const edits = await planted([{ ...entry, [member]: undefined }]);
    await expect(find('operations', { edits })).rejects.toThrow(
      new RegExp(`accepted.json is not what it should be. 0.${member}`),
    );
  });
});

describe('a plan', () => {
  test('with an added hop is over its budget', async () => {
    const edits = await edited(
      ITEM_OPERATION,
      'price { amount }',
      'price { amount } } items { pageInfo { hasNextPage }',
    );
    expect(await codesIn('plans', { edits })).toEqual([]);
    const more = await edited(ITEM_OPERATION, 'price { amount } }', 'price { amount } } tenant { soldCount }');
    expect(await find('plans', { edits: more })).toEqual([
      expect.stringMatching(
        /^error PLAN_OVER_BUDGET Item: Item costs 3 fetches, 2 deep; its budget is 2 fetches, 2 deep. New: 1 sales/,
      ),
    ]);
  });

  test('over budget is also a field that moved to another domain', async () => {
    const moved = {
      ...(await edited(ITEM_FILE, '  "Its name."\n  name: String\n', '')),
      ...(await edited(SALE_FILE, '  price: Price', '  price: Price\n  "Its name."\n  name: String')),
    };
    const edits = { ...moved, ...(await edited(ITEM_OPERATION, ' price { amount }', '')) };
    const before = { 'schema/contract/plans.json': '{ "Item": { "fetches": 1, "depth": 1, "plan": ["1 stock"] } }' };
    expect(await codesIn('plans', { edits: { ...edits, ...before } })).toEqual(['PLAN_OVER_BUDGET']);
  });

  test('that became cheaper asks for a new record', async () => {
    const edits = await edited(ITEM_OPERATION, ' price { amount }', '');
    expect(await codesIn('plans', { edits })).toEqual(['PLAN_CHANGED']);
  });

  test('of a new operation needs a budget, and of one that is gone needs none', async () => {
    const added = { 'schema/operations/new.graphql': 'query New { tenant { id } }' };
    expect(await codesIn('plans', { edits: added })).toEqual(['PLAN_UNRECORDED']);
    expect(await codesIn('plans', { edits: { [ITEM_OPERATION]: null } })).toEqual(['PLAN_UNUSED']);
  });
});

describe('survival', () => {
  test('fails when a non-null field of one domain would take another’s along', async () => {
    const edits = await edited(SALE_FILE, '  price: Price', '  price: Price!');
    expect(await find('survival', { edits })).toEqual([
      expect.stringMatching(/^error SURVIVAL_FOREIGN_LOSS Item without sales: Without sales, Item loses item, /),
    ]);
  });

  test('fails when more is lost than is recorded', async () => {
    const edits = await edited('schema/contract/survival.json', '"item.price"', '"item.another"');
    expect(await find('survival', { edits })).toEqual([
      expect.stringMatching(/^error SURVIVAL_LESS Item without sales: .*also loses item.price/),
    ]);
  });

  test('fails when fewer values remain', async () => {
    const edits = await edited(ITEM_OPERATION, 'id name', 'id');
    expect(await find('survival', { edits })).toEqual([
      expect.stringMatching(/^error SURVIVAL_LESS .*keeps 0 values instead of 1/),
    ]);
  });

  test('warns of a record that is old', async () => {
    const edits = await edited(ITEM_OPERATION, 'id name', 'id name availability { available }');
    expect(await codesIn('survival', { edits })).toEqual(['SURVIVAL_CHANGED']);
  });

  test('needs a record of a new operation, and none of one that is gone', async () => {
    const added = { 'schema/operations/new.graphql': 'query New { tenant { id } }' };
    expect(await codesIn('survival', { edits: added })).toEqual(['SURVIVAL_UNRECORDED']);
    expect(await codesIn('survival', { edits: { [ITEM_OPERATION]: null } })).toEqual(['SURVIVAL_UNUSED']);
  });

  test('keeps what several domains resolve, while one of them is down', async () => {
    const added = { 'schema/operations/new.graphql': 'query Both { tenant { id itemCount soldCount } }' };
    expect(await codesIn('survival', { edits: added })).toEqual(['SURVIVAL_UNRECORDED']);
  });
});
