import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFINITIONS } from '@bailiwick/cli';
import { rulesIn } from '@bailiwick/schema/gateway-words';
import { definitionIn, vocabularyOf, type Source } from '@bailiwick/schema/vocabulary';
import { describe, expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../gateway/src/', import.meta.url));
const SUPERGRAPH = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** Words of the domains: every reason code, every action, every enum value of the graph. */
const vocabulary = vocabularyOf(
  SUPERGRAPH,
  DEFINITIONS.map(({ reasons, actions }) => ({ reasons: reasons.codes, actions })),
);

function gatewaySources(): Source[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(`${SOURCES}/${file}`, 'utf8') }));
}

const wordsIn = (source: Source): string[] =>
  rulesIn(source, vocabulary).map(({ word }) => `${source.file}: "${word}"`);

describe('the gateway', () => {
  test('knows no word of any domain', () => {
    expect(gatewaySources().flatMap(wordsIn)).toEqual([]);
  });

  test('defines no type and no resolver', () => {
    expect(gatewaySources().flatMap((source) => definitionIn(source) ?? [])).toEqual([]);
  });

  test.each(['billing.active', 'billing.plan.change', 'SUSPENDED', 'BILLING'])(
    'would be caught with a rule about %s',
    (word) => {
      const planted = { file: 'planted.ts', text: `export const ready = (state: string) => state === '${word}';` };
      expect(wordsIn(planted)).toEqual([`planted.ts: "${word}"`]);
    },
  );
});
