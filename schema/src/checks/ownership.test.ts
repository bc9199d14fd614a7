import { describe, expect, test } from 'vitest';
import { OWNERS_FILE } from '../contract/owners.js';
import { clean, codesIn, edited, find, ITEM_FILE, SALE_FILE } from '../../test/world.js';

describe('ownership', () => {
  test('is one domain’s for each type and field, the platform’s for what all answer alike', async () => {
    const text = (await clean).read(OWNERS_FILE) ?? '';
    expect(text).toMatch(/^Query\.tenant +platform$/m);
    expect(text).toMatch(/^Item\.price +sales$/m);
    expect(text).toMatch(/^Availability +stock$/m);
    expect(text).toMatch(/^Reason +platform$/m);
  });

  test('does not move without its line', async () => {
    const moved = {
      ...(await edited(ITEM_FILE, '  "Its name."\n  name: String\n', '')),
      ...(await edited(SALE_FILE, '  price: Price', '  price: Price\n  "Its name."\n  name: String')),
    };
    expect(await find('ownership', { edits: moved })).toEqual([
      expect.stringMatching(
        /^error OWNERSHIP_MOVED Item.name: Item.name is stock’s by schema\/contract\/OWNERS:\d+, and answered by sales/,
      ),
    ]);
    const line = await edited(OWNERS_FILE, 'Item.name                                   stock', 'Item.name sales');
    expect(await codesIn('ownership', { edits: { ...moved, ...line } })).toEqual([]);
  });

  test('is said of a new type, and of a root field', async () => {
    const edits = await edited(
      ITEM_FILE,
      '"Where an item stands."',
      '"A place."\ntype Shelf {\n  "Its number."\n  number: Int\n}\n\n"Where an item stands."',
    );
    const used = {
      [ITEM_FILE]: (edits[ITEM_FILE] ?? '').replace('type Query {', 'type Query {\n  "A place."\n  shelf: Shelf'),
    };
    expect(await find('ownership', { edits: used })).toEqual([
      expect.stringMatching(/^error OWNERSHIP_MISSING Query.shelf: /),
      expect.stringMatching(/^error OWNERSHIP_MISSING Shelf: /),
      expect.stringMatching(/^error OWNERSHIP_MISSING Shelf.number: /),
    ]);
  });

  test('is said of scalars and unions, and of an interface’s fields', async () => {
    const text = (await clean).read(ITEM_FILE) ?? '';
    const planted = `${text}
"A weight." scalar Weight
"What lies there." union Thing = Item
"Something heavy." interface Heavy { "How heavy." weight: Weight }
`;
    const used = planted.replace('type Query {', 'type Query {\n  "One." thing: Thing\n  "Another." heavy: Heavy');
    const found = await find('ownership', { edits: { [ITEM_FILE]: used } });
    for (const each of ['Weight', 'Thing', 'Heavy', 'Heavy.weight'])
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`^error OWNERSHIP_MISSING ${each}: `)));
  });

  test('is not shared behind the owner’s back', async () => {
    const edits = {
      ...(await edited(ITEM_FILE, '  name: String', '  name: String @shareable')),
      ...(await edited(SALE_FILE, '  price: Price', '  price: Price\n  "Its name."\n  name: String @shareable')),
    };
    expect(await find('ownership', { edits })).toEqual([
      expect.stringMatching(/^error OWNERSHIP_SHARED Item.name: .*answered by sales, stock/),
    ]);
  });

  test('names domains only, and things that there are', async () => {
    const text = (await clean).read(OWNERS_FILE) ?? '';
    expect(await codesIn('ownership', { edits: { [OWNERS_FILE]: `${text}Nothing stock\n` } })).toEqual([
      'OWNERSHIP_UNUSED',
    ]);
    expect(
      await codesIn('ownership', {
        edits: { [OWNERS_FILE]: text.replace(/^Availability .*/m, 'Availability warehouse') },
      }),
    ).toEqual(['OWNERSHIP_UNKNOWN', 'OWNERSHIP_MOVED']);
  });
});
