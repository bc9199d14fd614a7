import { describe, expect, test } from 'vitest';
import { anAction, SALES_WORDS, STOCK_WORDS } from '../../test/shop.js';
import { cleanBase, codesIn, edited, find, SALE_FILE } from '../../test/world.js';
import { OTHER_WORDS_FILE } from '../contract/other-words.js';

const SOURCE = 'subgraphs/sales/src/domain/sale.ts';
const source = (text: string) => ({ [SOURCE]: `export const planted = ${text};\n` });

describe('a reason code', () => {
  test('that is used must be registered by the domain of its prefix', async () => {
    expect(await codesIn('reasons', { edits: source(`'sales.sold_out'`) })).toEqual([]);
    expect(await find('reasons', { edits: source(`'sales.sold_ouch'`) })).toEqual([
      expect.stringMatching(/^error REASON_UNREGISTERED sales.sold_ouch: .*not registered by sales/),
    ]);
  });

  test('is read in descriptions too, and in a client’s list', async () => {
    const said = await edited(SALE_FILE, '`sales.sold_out`', '`sales.gone`');
    expect(await codesIn('reasons', { edits: said })).toEqual(['REASON_UNREGISTERED']);
    expect(await codesIn('reasons', { edits: { 'schema/clients/app.codes.json': '["stock.gone"]' } })).toEqual([
      'REASON_UNREGISTERED',
    ]);
  });

  test('is not what only looks like one, when that is said', async () => {
    const others = { [OTHER_WORDS_FILE]: '[{ "word": "sales.loader", "reason": "The name of a loader." }]' };
    expect(await codesIn('reasons', { edits: { ...source(`'sales.loader'`), ...others } })).toEqual([]);
  });

  test('that only an old build does not know is told with what to do, and a build alone is no defect', async () => {
    const words = [STOCK_WORDS, { ...SALES_WORDS, isOlder: true }];
    expect(await codesIn('reasons', { words })).toEqual([]);
    expect(await find('reasons', { words, edits: source(`'sales.just_written'`) })).toEqual([
      expect.stringMatching(/^error REASON_UNREGISTERED sales.just_written/),
      expect.stringMatching(/^warning WORDS_OF_BEFORE sales: .*Run npm run build/),
    ]);
  });

  test('of another domain’s prefix is refused', async () => {
    const words = [STOCK_WORDS, { ...SALES_WORDS, reasons: ['sales.sold_out', 'stock.stolen'] }];
    expect(await codesIn('reasons', { words })).toContain('REASON_FOREIGN');
  });

  test('does not go while it is used, and goes otherwise only when that is accepted', async () => {
    const base = await cleanBase();
    const words = [{ ...STOCK_WORDS, reasons: ['stock.not_found'] }, SALES_WORDS];
    expect(await codesIn('reasons', { base, words })).toEqual(['WORDS_STALE', 'REASON_REMOVED']);
    const used = { 'schema/clients/app.codes.json': '["stock.here"]' };
    expect(await codesIn('reasons', { base, words, edits: used })).toEqual(expect.arrayContaining(['REASON_IN_USE']));
  });

  test('is recorded, so that later proposals are compared with it', async () => {
    const words = [{ ...STOCK_WORDS, reasons: [...STOCK_WORDS.reasons, 'stock.new'] }, SALES_WORDS];
    expect(await find('reasons', { words })).toEqual([expect.stringMatching(/^error WORDS_STALE .*--update/)]);
  });
});

describe('an action', () => {
  const withSales = (...actions: ReturnType<typeof anAction>[]) => [
    STOCK_WORDS,
    { ...SALES_WORDS, actions: [...SALES_WORDS.actions, ...actions] },
  ];

  test.each([
    [
      'takes power away and waits for billing',
      anAction('sales.sale.revoke', { powerReducing: true, factors: ['BILLING'] }),
      'waits for billing',
    ],
    [
      'takes power away and waits for a feature',
      anAction('sales.sale.revoke', { powerReducing: true, feature: 'shop' }),
      'waits for billing',
    ],
    ['says so in its name only', anAction('sales.sale.revoke'), 'not marked so'],
    [
      'waits for the verdict of its own domain',
      anAction('sales.sale.pay', { factors: ['SALES'] }),
      'would put in order',
    ],
    [
      'needs the set-up that it is part of',
      anAction('sales.sale.start', { section: 'PLATFORM_SETUP', factors: ['PLATFORM'] }),
      'what it sets up',
    ],
  ])('is refused when it %s', async (_, action, words) => {
    const found = await find('actions', { words: withSales(action) });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^error ACTION_TRAP ${action.name}: .*${words}`))]);
  });

  test('that is used must be declared', async () => {
    expect(await codesIn('actions', { edits: source(`'sales.item.sell'`) })).toEqual([]);
    expect(await codesIn('actions', { edits: source(`'sales.item.steal'`) })).toEqual(['ACTION_UNDECLARED']);
  });

  test('that goes, or asks for something else, is told', async () => {
    const base = await cleanBase();
    const [read, sell] = SALES_WORDS.actions;
    const gone = [STOCK_WORDS, { ...SALES_WORDS, actions: read === undefined ? [] : [read] }];
    expect(await find('actions', { base, words: gone })).toEqual([
      expect.stringMatching(/^error ACTION_REMOVED sales.item.sell/),
    ]);
    const changed = [
      STOCK_WORDS,
      { ...SALES_WORDS, actions: [...(read ? [read] : []), anAction(sell?.name ?? '', { requiresMfa: true })] },
    ];
    expect(await find('actions', { base, words: changed })).toEqual([
      expect.stringMatching(/^warning ACTION_CHANGED sales.item.sell: .*requiresMfa was false and is true/),
    ]);
  });
});

describe('the gateway', () => {
  const planted = (text: string) => ({ 'gateway/src/planted.ts': text });

  test.each(['sales.sold_out', 'sales.item.sell', 'COMING', 'BLOCKING'])('does not know %s', async (word) => {
    const found = await find('gateway', {
      edits: planted(`export const ready = (state: string) => state === '${word}';`),
    });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^error GATEWAY_RULE ${word}: `))]);
  });

  test('defines nothing', async () => {
    expect(await codesIn('gateway', { edits: planted('export const resolvers = {};') })).toEqual(['GATEWAY_DEFINES']);
  });

  test('may say anything else', async () => {
    expect(await codesIn('gateway', { edits: planted(`export const said = 'coming';`) })).toEqual([]);
  });
});
