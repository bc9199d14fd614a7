import { describe, expect, test } from 'vitest';
import { SALES_WORDS, STOCK_WORDS } from '../../test/shop.js';
import { cleanBase, codesIn, find } from '../../test/world.js';

const TYPE = 'sales.item.changed';
const files = (schema: object, ...recorded: readonly object[]) => ({
  [`subgraphs/sales/events/${TYPE}.schema.json`]: JSON.stringify(schema),
  [`subgraphs/sales/events/${TYPE}.recorded.json`]: JSON.stringify(recorded),
});
const PRICED = { type: 'object', required: ['price'], properties: { price: { type: 'string' } } };
const COLOURED = { ...PRICED, required: ['price', 'colour'] };

describe('an event', () => {
  test('that a source names has a schema', async () => {
    const edits = { 'subgraphs/sales/src/emit.ts': `export const TYPE = '${TYPE}';\n` };
    expect(await codesIn('events', { edits })).toEqual(['EVENT_UNDESCRIBED']);
    expect(await codesIn('events', { edits: { ...edits, ...files(PRICED, { price: '1' }) } })).toEqual([]);
  });

  test('with a schema has a recorded one', async () => {
    expect(await codesIn('events', { edits: files(PRICED) })).toEqual(['EVENT_UNDESCRIBED']);
  });

  test.each([
    ['has a keyword that is misspelt', { type: 'object', requird: ['price'] }, 'unknown keyword: "requird"'],
    ['has a type that there is not', { type: 'objekt' }, 'schema is invalid'],
    ['points at nothing', { $ref: '#/$defs/nothing' }, 'can.t resolve reference'],
  ])('whose schema %s is refused', async (_, schema, problem) => {
    expect(await find('events', { edits: files(schema, { price: '1' }) })).toEqual([
      expect.stringMatching(new RegExp(`^error EVENT_SCHEMA_BROKEN ${TYPE}: .*${problem}`)),
    ]);
  });

  test('may have a schema with another’s $id', async () => {
    const named = { ...PRICED, $id: 'https://shop.example/item' };
    const second = {
      'subgraphs/stock/events/stock.item.changed.schema.json': JSON.stringify(named),
      'subgraphs/stock/events/stock.item.changed.recorded.json': '[{ "price": "1" }]',
    };
    expect(await codesIn('events', { edits: { ...second, ...files(named, { price: '1' }) } })).toEqual([]);
  });

  test('of old fits its schema, here and as the base recorded it', async () => {
    expect(await find('events', { edits: files(COLOURED, { price: '1', colour: 'red' }, { price: '1' }) })).toEqual([
      expect.stringMatching(/^error EVENT_INCOMPATIBLE sales.item.changed: .*Event 2 of .*recorded.json: .*colour/),
    ]);
    const base = await cleanBase(files(PRICED, { price: '1' }));
    const edits = files(COLOURED, { price: '1', colour: 'red' });
    expect(await codesIn('events', { base, edits })).toEqual(['EVENT_INCOMPATIBLE']);
  });

  test('of old can be read by every domain that reads it', async () => {
    const reads = new Map([[TYPE, (data: unknown) => (JSON.stringify(data).includes('colour') ? null : 'no colour')]]);
    const found = await find('events', {
      edits: files(PRICED, { price: '1' }),
      words: [{ ...STOCK_WORDS, reads }, SALES_WORDS],
    });
    expect(found).toEqual([
      expect.stringMatching(/^error EVENT_UNREADABLE sales.item.changed: stock cannot read.*no colour/),
    ]);
  });
});
