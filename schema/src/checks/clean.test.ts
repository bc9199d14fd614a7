import { describe, expect, test } from 'vitest';
import { createContract } from '../contract/contract.js';
import { runChecks } from '../contract/run-checks.js';
import { workingTree } from '../contract/tree.js';
import { ROOT } from '../files.js';
import { cleanBase, codesIn, edited, find, ITEM_FILE } from '../../test/world.js';
import { CHECKS } from './index.js';

describe('this repository', () => {
  test('is in order', async () => {
    const contract = createContract({
      tree: workingTree(ROOT),
      base: null,
      words: () => Promise.reject(new Error('asked of the built domains by npm run schema:check')),
      today: new Date().toISOString().slice(0, 10),
    });
    const withoutWords = CHECKS.filter(({ asksDomains }) => asksDomains !== true);
    const { findings } = await runChecks(contract, withoutWords, CHECKS);
    expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
  }, 180_000); // the whole graph, on a machine that may have other work
});

describe('two domains that nobody ever heard of', () => {
  test('are judged like any other, and are in order', async () => {
    expect(await find('all', { base: await cleanBase() })).toEqual([]);
  });

  test('may add a field', async () => {
    const base = await cleanBase();
    const added = await edited(
      ITEM_FILE,
      '"Its name."',
      '"Its weight in grams. Null when nobody weighed it."\n  weight: Int\n  "Its name."',
    );
    expect(await codesIn('composition,directives,diff,operations,plans,survival', { base, edits: added })).toEqual([]);
  });
});
