import { describe, expect, test } from 'vitest';
import { codesIn, edited, find, ITEM_FILE, ITEM_OPERATION } from '../../test/world.js';

describe('what a frontend gets', () => {
  test('says the topic of its operations, and what each is for', async () => {
    const edits = await edited(ITEM_OPERATION, '# topic: Start', '# subject: Start');
    expect(await find('frontend', { edits })).toEqual([
      expect.stringMatching(/^error OPERATION_UNDOCUMENTED item.graphql: .*# topic: …/),
    ]);
  });

  test('is generated anew after a change of an operation', async () => {
    const edits = await edited(ITEM_OPERATION, 'id name', 'id');
    expect(await find('frontend', { edits })).toContainEqual(
      expect.stringMatching(/^error CLIENT_STALE : schema\/client\/src\/generated\/types.ts .*npm run schema:compose/),
    );
  });

  test('is generated anew after a change of the graph', async () => {
    const edits = await edited(ITEM_FILE, '  name: String', '  name: Int');
    expect(await codesIn('frontend', { edits })).toEqual(['CLIENT_STALE']);
  });

  test('leaves what does not validate to the check of operations', async () => {
    expect(await codesIn('frontend', { edits: await edited(ITEM_OPERATION, 'name', 'colour') })).toEqual([]);
  });
});
