import { describe, expect, test } from 'vitest';
import { codesIn, edited, find, ITEM_FILE, SALE_FILE, SHARED_FILE } from '../../test/world.js';
import { HINTS_FILE } from './composition.js';

describe('composition', () => {
  test('names the field about which subgraphs disagree, with its file', async () => {
    const edits = await edited(SALE_FILE, '  price: Price', '  price: Price\n  "Its name."\n  name: Int');
    const found = await find('composition', { edits });
    expect(found).toContainEqual(expect.stringMatching(/^error COMPOSITION_FAILED .*name/));
  });

  test('is said also when another check was asked for, because nothing else can be judged', async () => {
    const edits = await edited(SALE_FILE, 'price: Price', 'price: Nothing');
    expect(await codesIn('plans', { edits })).toEqual(['COMPOSITION_FAILED']);
  });

  test('is refused when the two composers give clients another schema', async () => {
    const found = await find('composition', {
      recompose: (result) => ({ ...result, api: result.api.replace('name: String', 'name: Int') }),
    });
    expect(found).toEqual([
      expect.stringMatching(/^error COMPOSITION_DISAGREES .*«name: Int» and the other «name: String»/),
    ]);
  });

  test('is refused when only one composer accepts the subgraphs', async () => {
    const edits = await edited(SALE_FILE, 'price: Price', 'price: Nothing');
    const found = await find('composition', { edits, recompose: (result) => result });
    expect(found).toEqual([expect.stringMatching(/^error COMPOSITION_DISAGREES .*only The Guild’s refuses.*Nothing/)]);
  });

  test('needs an entry for each hint, and warns of an entry without its hint', async () => {
    const planted = await edited(SALE_FILE, '"Something that can be sold."', '"Something with a price."');
    expect(await find('composition', { edits: planted })).toEqual([
      expect.stringMatching(/^error HINT_UNKNOWN Item: INCONSISTENT_DESCRIPTION about Item/),
    ]);
    const hint = { code: 'INCONSISTENT_DESCRIPTION', about: 'Item', reason: 'Each domain has its own words for it.' };
    const allowed = { [HINTS_FILE]: JSON.stringify([hint]) };
    expect(await codesIn('composition', { edits: { ...planted, ...allowed } })).toEqual([]);
    expect(await find('composition', { edits: allowed })).toEqual([
      expect.stringMatching(/^warning HINT_UNUSED Item: /),
    ]);
  });
});

describe('drift', () => {
  test('is found in both committed files', async () => {
    const edits = await edited(ITEM_FILE, '"Its name."', '"Its weight."\n  weight: Int\n  "Its name."');
    expect(await find('drift', { edits })).toEqual([
      expect.stringMatching(/GRAPH_STALE .*api.graphql is not what.*npm run schema:compose/),
      expect.stringMatching(/GRAPH_STALE .*supergraph.graphql is not what/),
    ]);
  });
});

describe('a directive that this gateway cannot run', () => {
  const planted = async (to: string) => ({
    ...(await edited(
      SHARED_FILE,
      '"@key"',
      '"@key", "@authenticated", "@policy", "@override", "@requires", "@external"',
    )),
    ...(await edited(SALE_FILE, '  price: Price', to)),
  });

  test.each([
    ['@authenticated', '  price: Price @authenticated', 'DIRECTIVE_BANNED', 'the gateway refuses to start on it'],
    ['@policy', '  price: Price @policy(policies: [["a"]])', 'DIRECTIVE_BANNED', 'a domain decides who may'],
    [
      'a progressive @override',
      '  price: Price @override(from: "stock", label: "percent(1)")',
      'OVERRIDE_PROGRESSIVE',
      'never takes effect',
    ],
    [
      '@requires with arguments',
      '  name: String @external\n  price(in: String): Price @requires(fields: "name")',
      'REQUIRES_WITH_ARGUMENTS',
      'silently wrong',
    ],
  ])('is %s', async (_, to, code, words) => {
    const found = await find('directives', { edits: await planted(to) });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^error ${code} .*${words}`))]);
  });
});

describe('the gateway', () => {
  test('says what it refuses to start on, though it composes', async () => {
    const planted = {
      ...(await edited(SHARED_FILE, '"@key"', '"@key", "@authenticated"')),
      ...(await edited(SALE_FILE, '  price: Price', '  price: Price @authenticated')),
    };
    expect(await find('boot', { edits: planted })).toEqual([
      expect.stringMatching(/^error BOOT_REFUSED .*authenticated/s),
    ]);
  });

  test('starts on the clean graph', async () => {
    expect(await find('boot')).toEqual([]);
  });
});
